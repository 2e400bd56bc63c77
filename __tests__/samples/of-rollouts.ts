import type { ReasonCode } from '#report/reasons';
import { leftAlone, refused, undecided } from '../cases/rollout-troubles.ts';
import { crash, deny, type VerdictCase, wentBack } from '../cases/rollout-verdicts.ts';
import { causes, fine } from '../matrix/causes.ts';
import { conditions } from '../matrix/conditions.ts';
import { failing, rolling } from '../matrix/outcomes.ts';
import { byStages } from '../matrix/outcomes-by-stages.ts';
import { playCase } from '../matrix/play-case.ts';
import { playVerdict } from '../support/play-verdict.ts';
import type { Sample } from './sample.ts';

function one<Item>(found: Item | undefined, what: string): Item {
  if (found === undefined) throw new Error(`there is no such case any more: ${what}`);
  return found;
}

const calm = one(
  conditions.find(({ faults, expires }) => faults.length === 0 && expires === undefined),
  'no trouble',
);
const named = (name: string) =>
  one(
    [...failing, ...rolling, ...byStages].find((outcome) => outcome.name === name),
    name,
  );

/** New tasks that fail in this way; the breaker goes back. */
const ofCause = (code: ReasonCode, outcome = 'the breaker goes back'): Sample => {
  const cause = one(
    causes.find((row) => row.code === code),
    code,
  );
  return sampleOf(code, cause.name, { outcome: named(outcome), condition: calm, cause });
};

/** A rollout whose tasks run. */
const ofOutcome = (code: ReasonCode, name: string): Sample =>
  sampleOf(code, name, { outcome: named(name), condition: calm, cause: fine });

const sampleOf = (code: ReasonCode, name: string, scene: Parameters<typeof playCase>[0]): Sample => ({
  code,
  name,
  take: async () => (await playCase(scene)).ran.report,
});

const played = (code: ReasonCode, scene: VerdictCase): Sample => ({
  code,
  name: scene.name,
  take: async () => (await playVerdict(scene)).ran.report,
});

/** A case of the verdict tables. */
const ofVerdict = (code: ReasonCode, name: string): Sample =>
  played(
    code,
    one(
      [...wentBack, ...leftAlone, ...undecided, ...refused].find((scene) => scene.name === name && scene.code === code),
      name,
    ),
  );

/** The same, with nothing but the breaker's word: the tasks may not be read. */
const onlyBreaker: VerdictCase = {
  name: 'the breaker is on, and the role may not read tasks',
  verdict: 'rolled-back',
  fate: crash,
  with: { 'fail-fast': 'false' },
  faults: [deny(/ecs:(List|Describe)Tasks/)],
  serves: 'web:1',
};

export const ofRollouts: readonly Sample[] = [
  ofCause('image-not-found'),
  ofCause('image-pull-denied'),
  ofCause('image-platform-mismatch'),
  ofCause('secret-unreadable'),
  ofCause('network-misconfigured'),
  ofCause('crash-loop', 'no breaker, we go back'),
  ofCause('out-of-memory'),
  ofCause('container-health-check-failing'),
  ofCause('target-unhealthy'),
  ofOutcome('no-capacity', 'no capacity'),
  ofOutcome('quota-exceeded', 'a quota is used up'),
  ofOutcome('spot-interrupted', 'spot takes every task'),
  ofOutcome('deployment-stuck', 'percentages that allow nothing'),
  ofOutcome('alarm-fired', 'an alarm goes back'),
  ofOutcome('hook-failed', 'a hook says no'),
  ofOutcome('stopped-by-person', 'somebody stops it'),
  ofVerdict('in-progress-elsewhere', 'somebody deploys another revision while ours moves'),
  ofVerdict('deadline-exceeded', 'stuck tasks, until the time is up'),
  ofVerdict('http-check-failed', 'green for ECS, but its health check fails'),
  ofVerdict('version-mismatch', 'green for ECS, but another version answers'),
  ofVerdict('stale-release', 'a newer run serves'),
  ofVerdict('controller-unsupported', 'CodeDeploy deploys the service'),
  ofVerdict('throttled', 'the rate limit refuses the first read for half a minute'),
  ofVerdict('access-denied', 'UpdateService is denied'),
  ofVerdict('credentials-expired', 'the credentials expire while it moves'),
  ofVerdict('unknown', 'AWS is out of sight for more than three minutes'),
  played('circuit-breaker', onlyBreaker),
];
