import { describe, expect, test } from '@jest/globals';
import { annotations } from '#report/annotate';
import { diagnosis } from '#report/diagnosis';
import { servingOf } from '#report/explain';
import { findStatements } from '#report/find-statements';
import { inlineCommand } from '#report/inline-command';
import { renderMarkdown } from '#report/render-markdown';
import { renderClosing } from '#report/render-terminal';
import { report, revision, row, without } from './sample-parts.ts';
import { singleService } from './sample-reports.ts';
import { stories } from './sample-stories.ts';

const samples = Object.entries({ ...singleService, ...stories });
const statement = { Effect: 'Allow', Action: 'ecs:UpdateService', Resource: '*' };
const line = JSON.stringify(statement);

describe('closing lines', () => {
  test.each(samples)('%s: none of the last two is over 200 characters, but for a command', (_, of) => {
    const [verdict = '', next = ''] = renderClosing(of).slice(-2);
    expect(verdict.length).toBeLessThanOrEqual(200);
    expect(next.split(/: (?=aws|gh)/)[0]?.length).toBeLessThanOrEqual(200);
  });

  const cause = (what: string, fix: string) =>
    report({ verdict: 'failed', diagnosis: diagnosis('exit-code', { what, where: 'service web', fix }) });
  test.each([
    ['short', cause('it ended', 'mend it'), ['✗ Not deployed · exit-code: it ended · mend it']],
    [
      'a long fix stands above',
      cause('it ended', `${'mend '.repeat(40)}it\nand run again`),
      [`  fix:   ${'mend '.repeat(40)}it`, '         and run again', '✗ Not deployed · exit-code: it ended'],
    ],
    [
      'so does a long cause',
      cause('so it ended '.repeat(30).trim(), 'mend it'),
      [
        `  cause: exit-code: ${'so it ended '.repeat(30).trim()}`,
        '  fix:   mend it',
        expect.stringMatching(/^✗ Not deployed · exit-code: so it ended .{100,}…$/),
      ],
    ],
    ['no fix at all', cause('it ended', ''), ['✗ Not deployed · exit-code: it ended']],
  ])('%s', (_, of, lines) => {
    expect(renderClosing(of).slice(0, -1)).toEqual(lines);
  });

  test('a rollback is undone in the words of its summary', () => {
    const of = stories.rollback ?? report({});
    expect(renderClosing(of).at(-1)).toMatch(/^→ to undo this rollback: gh /);
    expect(renderMarkdown(of, { evidence: 'full' })).toContain('**To undo this rollback:**');
  });

  test.each([
    [1, /^→ to go back: aws 0$/],
    [3, /^→ to go back: aws 0 && aws 1 && aws 2$/],
    [99, /^→ to go back: the 99 commands in the job summary$/],
  ])('%d commands can be copied from one line, or are found', (count, last) => {
    const commands = Array.from({ length: count }, (_, at) => `aws ${at}`).join('\n');
    expect(renderClosing(report({ rollbackCommand: commands })).at(-1)).toMatch(last);
    expect(inlineCommand(commands)).not.toContain('\n');
  });

  test('a cancelled run has no cause to mend', () => {
    const of = report({ verdict: 'cancelled', changed: false });
    expect(renderClosing(of).at(-1)).toBe('→ nothing was changed; run again to go on');
  });
});

describe('what serves', () => {
  const moved = (more: object) => row('web', { verdict: 'failed', serving: revision('web', 41), ...more });
  test.each([
    ['not reached, not even read', without(moved({ verdict: 'skipped' }), 'serving', 'rollout'), 'untouched'],
    ['a move that was refused', without(moved({}), 'rollout'), 'untouched'],
    ['a rollout that failed and left the old one', moved({}), 'previous'],
    ['put back', moved({ verdict: 'rolled-back' }), 'previous'],
    ['what a dead run had left, put back', without(moved({ verdict: 'rolled-back' }), 'rollout'), 'previous'],
    ['lost', without(moved({ verdict: 'unknown' }), 'serving'), 'unknown'],
  ])('%s', (_, of, serving) => {
    expect(servingOf(of)).toBe(serving);
  });

  test('what was not read is said to be as it was, and no image is called new', () => {
    const bare = without(row('web', { verdict: 'skipped' }), 'serving', 'rollout', 'from', 'to', 'health', 'tookMs');
    const markdown = renderMarkdown(report({ verdict: 'cancelled', changed: false, rows: [bare] }), {
      evidence: 'full',
    });
    expect(markdown).toContain('**Serving now:** what served before; this run touched nothing');
    const read = without(row('web', { verdict: 'skipped', serving: revision('web', 41) }), 'rollout', 'to', 'health');
    const shown = renderMarkdown(report({ verdict: 'cancelled', rows: [read] }), { evidence: 'full' });
    expect(shown).toContain('**Serving now:** `web:41`, untouched');
    expect(shown).not.toContain('image');
    expect(renderClosing(report({ verdict: 'cancelled', rows: [read] }))[0]).toBe(
      '✗ Cancelled before it was done · web',
    );
  });
});

describe('a missing permission', () => {
  const denied = diagnosis('access-denied', {
    what: 'the role may not call ecs:UpdateService',
    where: 'service web',
    evidence: ['ecs:UpdateService: AccessDeniedException', line],
    fix: 'Add the IAM statement below to the role that deploys (ecs:UpdateService).',
  });
  const of = report({ verdict: 'failed', diagnosis: denied });

  test('its statement stands below the fix wherever the fix stands, ready to be copied', () => {
    expect(annotations(of)[0]?.message.split('\n')).toEqual([denied.what, denied.evidence[0], denied.fix, line]);
    expect(renderClosing(of).slice(-4, -1)).toEqual([
      `  fix:   ${denied.fix}`,
      `  ${line}`,
      '✗ Not deployed · access-denied: the role may not call ecs:UpdateService',
    ]);
    const markdown = renderMarkdown(of, { evidence: 'full' });
    expect(markdown.indexOf('"Effect"')).toBeGreaterThan(markdown.indexOf('**Fix:**'));
  });

  test.each([
    ['none', ['it said no'], 0, 1],
    ['one between lines', ['a', line, 'b'], 1, 2],
    ['the same twice', [line, line], 1, 0],
    ['two', [line, line.replace('*', 'arn')], 2, 0],
    ['JSON that is no statement', ['{"a":1}', '{', '}'], 0, 3],
    ['one that is cut', [line.slice(0, -1)], 0, 1],
  ])('statements in an evidence: %s', (_, evidence, statements, rest) => {
    const found = findStatements(evidence);
    expect([found.statements.length, found.rest.length]).toEqual([statements, rest]);
  });
});
