import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { annotations } from '#report/annotate';
import type { DeploymentReport } from '#report/deployment-report';
import { renderMarkdown } from '#report/render-markdown';
import { renderClosing } from '#report/render-terminal';
import { verdicts } from '#report/verdict';
import { singleService } from './sample-reports.ts';
import { stories } from './sample-stories.ts';

const folder = new URL('./golden/', import.meta.url);
const update = process.env.UPDATE_GOLDEN === '1';
const samples = { ...singleService, ...stories };

/** What stands in the terminal: the last lines, then the annotations. */
const terminal = (report: DeploymentReport) =>
  [
    ...renderClosing(report),
    '',
    ...annotations(report).map(({ level, title, message }) => `[${level}] ${title}\n${message.replace(/^/gm, '    ')}`),
  ]
    .join('\n')
    .trimEnd();

const goldens = Object.entries(samples).flatMap(([name, report]) => [
  { file: `${name}.md`, rendered: renderMarkdown(report, { evidence: 'full' }) },
  { file: `${name}.txt`, rendered: `${terminal(report)}\n` },
]);

test.each(goldens)('$file is as it was approved', ({ file, rendered }) => {
  const path = new URL(file, folder);
  if (update) writeFileSync(path, rendered);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(rendered);
});

test('there is a golden for every verdict, and none that nothing makes', () => {
  const covered = new Set(Object.values(samples).map(({ verdict }) => verdict));
  expect(verdicts.filter((verdict) => !covered.has(verdict))).toEqual([]);
  expect(readdirSync(folder).toSorted()).toEqual(goldens.map(({ file }) => file).toSorted());
});
