import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diagnosis } from '#report/diagnosis';
import { redact } from '#report/redact';
import { renderMarkdown } from '#report/render-markdown';
import { anyReport } from './any-report.ts';
import { at, report, revision, row } from './sample-parts.ts';

const said = 'ValueError: patient Jane Roe has no consent on file';
const cause = diagnosis('crash-loop', {
  what: `container "api" exits 1: ${said}`,
  where: 'service patient-api, container api',
  evidence: [said, '(service patient-api) has started 2 tasks: (task 9f3c).'],
});
const confidential = report({
  verdict: 'rolled-back',
  diagnosis: cause,
  rows: [row('patient-api', { verdict: 'rolled-back', diagnosis: cause, serving: revision('patient-api', 41) })],
  timeline: [at(60, `crash-loop: container "api" exits 1: ${said}`, 'patient-api')],
  warnings: [`seen once: ${said}`],
  evidence: [
    {
      title: 'log of container api',
      lines: ['loading record of Jane Roe', said, 'Traceback (most recent call last):'],
    },
  ],
});

test.each(['redacted', 'none'] as const)('%s: what the application wrote is nowhere', (mode) => {
  const shown = JSON.stringify(redact(confidential, mode));
  expect(shown).not.toMatch(/Jane|Roe|consent/);
  expect(shown).toContain('container \\"api\\" exits 1:');
  expect(renderMarkdown(confidential, { evidence: mode })).not.toMatch(/Jane|Roe|consent/);
});

test('redacted keeps the names of errors and the words of AWS', () => {
  const shown = redact(confidential, 'redacted');
  expect(shown.diagnosis?.evidence).toEqual([
    'ValueError: [redacted]',
    '(service patient-api) has started 2 tasks: (task 9f3c).',
  ]);
  expect(shown.diagnosis?.what).toBe('container "api" exits 1: ValueError: [redacted]');
  expect(shown.evidence[0]?.lines).toEqual(['[redacted]', 'ValueError: [redacted]', '[redacted]']);
});

test('none keeps no line', () => {
  const shown = redact(confidential, 'none');
  expect(shown.evidence.flatMap(({ lines }) => lines)).toEqual([]);
  expect(shown.diagnosis?.evidence).toEqual([]);
  expect(renderMarkdown(confidential, { evidence: 'none' })).toContain('(evidence: none)');
});

test('what is said about inputs and permissions is not the application\u2019s, and stays', () => {
  const denied = diagnosis('access-denied', {
    what: 'ecs:UpdateService is not allowed',
    where: 'role deploy',
    evidence: ['{"Effect":"Allow"}'],
  });
  expect(redact(report({ verdict: 'failed', diagnosis: denied }), 'none').diagnosis).toEqual(denied);
});

test('full shows what was said, without secrets', () => {
  const leaking = {
    ...confidential,
    evidence: [{ title: 'log', lines: ['connecting to postgres://app:s3cr3t@db/x'] }],
  };
  expect(redact(leaking, 'full').evidence[0]?.lines).toEqual(['connecting to postgres://app:***@db/x']);
  expect(redact(confidential, 'full')).toEqual(confidential);
});

test('a second time changes nothing', () => {
  fc.assert(
    fc.property(anyReport, fc.constantFrom('full', 'none'), (of, mode) => {
      const once = redact(of, mode);
      expect(redact(once, mode)).toEqual(once);
    }),
    { numRuns: 100 },
  );
  const once = redact(confidential, 'redacted');
  expect(redact(once, 'redacted')).toEqual(once);
});
