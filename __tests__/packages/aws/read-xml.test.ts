import { expect, test } from '@jest/globals';
import { xmlTexts } from '#aws/read-xml';

test.each([
  ['<a><b>1</b><b>2</b></a>', ['1', '2']],
  ['<a><b>x &amp; y &lt;z&gt;</b></a>', ['x & y <z>']],
  ['<a><b><c>1</c></b><bb>2</bb></a>', []],
  ['<b></b>', ['']],
  ['', []],
])('%s has the texts %j', (xml, texts) => {
  expect(xmlTexts(xml, 'b')).toEqual(texts);
});
