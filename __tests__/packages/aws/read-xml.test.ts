import { expect, test } from '@jest/globals';
import { childOf, entriesOf, readXml, textOf, textsOf } from '#aws/read-xml';

test.each([
  ['two entries', '<r><l><member><a>1</a></member><member><a>2</a></member></l></r>', ['1', '2']],
  ['one entry', '<r><l><member><a>1</a></member></l></r>', ['1']],
  ['a list without entries', '<r><l/></r>', []],
  ['no list', '<r><other>1</other></r>', []],
  ['nothing', '<r/>', []],
])('%s of a list', (_, xml, texts) => {
  expect(entriesOf(readXml(xml), 'l').map((entry) => textOf(entry, 'a'))).toEqual(texts);
});

test('lists of texts, and entries called item', () => {
  expect(textsOf(readXml('<r><l><member>a</member><member>b</member></l></r>'), 'l')).toEqual(['a', 'b']);
  expect(textsOf(readXml('<r><l><item>a</item></l></r>'), 'l', 'item')).toEqual(['a']);
});

test('texts are decoded; a child that is not there, or empty, has none', () => {
  const node = readXml('<r xmlns="u"><b>x &amp; y &lt;z&gt;</b><c><d>1</d></c><e/></r>');
  expect(['b', 'c', 'e', 'f'].map((name) => textOf(node, name))).toEqual([
    'x & y <z>',
    undefined,
    undefined,
    undefined,
  ]);
  expect(textOf(childOf(node, 'c'), 'd')).toBe('1');
  expect(childOf(node, 'f')).toBe('');
});

test.each(['', '<r>', '<r><a></r>', '{}', '<html><br></html>'])('%s is no answer', (xml) => {
  expect(() => readXml(xml)).toThrow(SyntaxError);
});
