import { expect, test } from '@jest/globals';
import { diagnosis } from '#report/diagnosis';
import { diagnosisOf, Failure } from '#report/failure';
import { isGreen, type Verdict, verdicts, worstVerdict } from '#report/verdict';
import { verdictWords, wordsIn } from '#report/verdict-words';
import { reportCases } from '../../cases/report.ts';

test.each(reportCases)('$code: $name', ({ code, thrown, what }) => {
  const found = diagnosisOf(thrown, 'deploy-ecs');
  expect(found).toMatchObject({ code, what, where: 'deploy-ecs', confidence: 'guess' });
  expect(found.evidence).toEqual([what]);
  expect(found.fix).toContain('deploy-ecs');
});

test('a failure keeps its diagnosis, its verdict and what caused it', () => {
  const cause = new Error('socket closed');
  const found = diagnosis('throttled', { what: 'too many calls', where: 'ecs:UpdateService' });
  const failure = new Failure(found, { cause, verdict: 'unknown' });
  expect(diagnosisOf(failure, 'elsewhere')).toBe(found);
  expect(failure).toMatchObject({ message: 'throttled: too many calls', verdict: 'unknown', cause });
  expect(new Failure(found).verdict).toBe('failed');
});

test.each<[Verdict[], Verdict]>([
  [[], 'unchanged'],
  [['succeeded', 'unchanged'], 'succeeded'],
  [['succeeded', 'skipped'], 'skipped'],
  [['rolled-back', 'superseded', 'skipped'], 'superseded'],
  [['failed', 'unknown', 'timed-out'], 'unknown'],
  [[...verdicts], 'rollback-failed'],
])('the worst of %j is %s', (of, worst) => {
  expect(worstVerdict(of)).toBe(worst);
  expect(worstVerdict(of.toReversed())).toBe(worst);
});

test('rolled back is never green, unless the user says so', () => {
  expect(verdicts.filter((verdict) => isGreen(verdict))).toEqual(['planned', 'started', 'succeeded', 'unchanged']);
  expect(isGreen('rolled-back', ['rolled-back'])).toBe(true);
  expect(isGreen('failed', ['rolled-back'])).toBe(false);
});

test.each(verdicts)('%s has words of its own, and a good tone only when green', (verdict) => {
  const words = wordsIn({ action: 'deploy-ecs', rows: [] }, verdict);
  expect(words.headline).toMatch(/^[A-Z]/);
  if (words.tone === 'good') expect(isGreen(verdict)).toBe(true);
  if (words.tone === 'bad') expect(isGreen(verdict)).toBe(false);
  const same = verdicts.filter((other) => verdictWords[other].headline === verdictWords[verdict].headline);
  expect(same).toEqual([verdict]);
});

test('an action that does something else says so, and an unknown one is told as a deployment', () => {
  expect(wordsIn({ action: 'run-migration-task', rows: [] }, 'succeeded').headline).toBe('Migrated');
  expect(wordsIn({ action: 'constructor', rows: [] }, 'succeeded').headline).toBe('Deployed');
});
