import { expect, test } from '@jest/globals';
import { page, renderSummary } from '../../scripts/demo/page.ts';

test.each([
  ['a script', 'hello <script>alert(1)</script>', '&lt;script&gt;', '<script'],
  ['an image with a handler', '<img src=x onerror=alert(1)>', '&lt;img', '<img'],
  [
    'a folded part with an attribute',
    '<details ontoggle="alert(1)">\n\nx\n\n</details>',
    '&lt;details ontoggle',
    '<details ontoggle',
  ],
  ['a link that runs', '[x](javascript:alert(1))', 'x', 'javascript:'],
  ['a picture from elsewhere', '![shot](https://example.com/a.png)', 'shot', '<img'],
  ['code', '`<b onclick=x>`', '&lt;b onclick', '<b onclick'],
  ['a fence', '```\n</pre><script>1</script>\n```', '&lt;script&gt;', '<script'],
])('a summary cannot bring in %s', (_name, markdown, shown, never) => {
  const html = renderSummary(markdown);
  expect(html).toContain(shown);
  expect(html).not.toContain(never);
});

test('what a summary is made of is rendered', () => {
  const html = renderSummary(
    '# Red\n\n| a | b |\n|---|---|\n| 1 | [run](https://github.com/x) |\n\n<details><summary>Evidence</summary>\n\n```\nline\n```\n\n</details>\n<!-- hidden -->',
  );
  for (const part of [
    '<h1>Red</h1>',
    '<table>',
    '<a href="https://github.com/x"',
    '<details><summary>Evidence</summary>',
    '</details>',
    '<pre>',
  ]) {
    expect(html).toContain(part);
  }
  expect(html).not.toContain('hidden');
  const alert = renderSummary('> [!CAUTION]\n> **crash-loop** it ends');
  expect(alert).toContain('<blockquote class="alert caution"><p><strong>crash-loop</strong> it ends</p>');
  expect(renderSummary('> said')).toContain('<blockquote><p>said</p>');
  expect(renderSummary('')).toContain('no summary');
});

test('the page is one file, escaped, and draws the traffic', () => {
  const html = page({
    acts: [{ title: 'v2 <b>', took: '3 s', summary: '**green**', log: '</pre><script>' }],
    checks: [{ text: 'v2 & v3', kept: true }],
    traffic: [{ abc: 60 }, { abc: 30, def: 29, lost: 1 }],
    names: { abc: 'v1', def: 'v2' },
    figures: [['requests', '<60>']],
  });
  expect(html).toContain('v2 &lt;b&gt;');
  expect(html).toContain('&lt;/pre&gt;&lt;script&gt;');
  expect(html).toContain('<strong>green</strong>');
  expect(html).toContain('&lt;60&gt;');
  expect(html.match(/<rect /g)).toHaveLength(4);
  expect(html).not.toMatch(/<script|src=|href="(?!#)|@import|url\(/);
});
