import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { FailureEvidence } from '#ecs/diagnose/causes/evidence';
import { explainFailure } from '#ecs/diagnose/causes/explain-failure';
import { base, placementCauses, runningCauses, startCauses } from '../../cases/ecs-causes.ts';
import { rolloutCauses } from '../../cases/ecs-rollout-causes.ts';
import { edges } from './cause-edges.ts';

// Errors are what users see of us: every word of every cause is approved here. UPDATE_GOLDEN=1 writes them anew.
const golden = new URL('./golden/causes.txt', import.meta.url);

function words(name: string, evidence: FailureEvidence): string {
  const { code, what, where, fix, confidence, evidence: lines } = explainFailure(evidence);
  const quoted = lines.map((line) => `  | ${line}`);
  return [`== ${name}`, `${code} (${confidence}): ${what}`, `  at ${where}`, `  fix: ${fix}`, ...quoted, ''].join('\n');
}

test('every cause says what was approved', () => {
  const cases = [...startCauses, ...placementCauses, ...runningCauses, ...rolloutCauses];
  const text = [
    ...cases.map(({ name, evidence }) => words(name, evidence)),
    ...Object.entries(edges).map(([name, more]) => words(name, { ...base, ...more })),
  ].join('\n');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden, text);
  expect(existsSync(golden) ? readFileSync(golden, 'utf8') : '').toBe(text);
});
