import type { CheckResult } from '#rollout/check';
import { checkAlarms } from '#verification/check-alarms';
import { checkBake } from '#verification/check-bake';
import { checkOfUrl } from '#verification/health-checks';
import { crossed } from '../../local-aws/cloudwatch/texts.ts';
import { type AlarmWorld, alarmWorld, begin } from '../packages/verification/alarm-world.ts';
import { type Said, scriptedHttp } from '../packages/verification/far-end.ts';
import type { Twin } from './reword.ts';
import type { VerificationCase } from './verification.ts';

const minute = 60_000;
const url = 'https://shop.example.com/health';

type Prepare = (world: AlarmWorld) => void;

/** `before`: a minute before the rollout; `during`: while it is checked. */
async function look(before: Prepare, during: Prepare = () => {}): Promise<CheckResult> {
  const world = alarmWorld();
  before(world);
  await begin(world);
  during(world);
  return await checkAlarms(world.aws, ['errors', 'latency']).run(world.context);
}

interface Bake {
  readonly say?: (secondsSince: number) => Said;
  readonly at?: readonly [number, Prepare];
  readonly leftMs?: number;
}

async function bake({ say = () => ({}), at, leftMs = 12 * minute }: Bake): Promise<CheckResult> {
  const world = alarmWorld();
  quiet(world);
  await begin(world);
  const start = world.clock.now();
  if (at !== undefined) world.clock.at(start + at[0], () => at[1](world));
  const http = scriptedHttp(world.clock, () => say((world.clock.now() - start) / 1_000));
  const options = { aws: world.aws, http, alarms: ['errors', 'latency'], urls: [{ check: checkOfUrl(url) }] };
  return await checkBake({ ...options, ms: 10 * minute }).run({ ...world.context, deadline: start + leftMs });
}

const quiet: Prepare = ({ far }) => {
  for (const name of ['errors', 'latency']) far.alarms.set(name, 'OK');
};
const red: Prepare = ({ far }) => far.alarms.set('errors', 'ALARM');
const composite: Prepare = (world) => {
  quiet(world);
  world.far.alarms.combine('latency', 'ALARM("errors") AND NOT OK("errors")');
};

/** Alarms and bake: each with the scenarios that lead to its reason code. */
export const alarmCases: readonly VerificationCase[] = [
  {
    code: 'alarm-fired',
    name: 'an alarm went off during the rollout',
    what: new RegExp(`alarm errors went off: ${crossed.slice(0, 20)}`),
    fix: /Open the alarm errors in CloudWatch/,
    run: () => look(quiet, red),
  },
  {
    code: 'alarm-fired',
    name: 'a composite alarm went off',
    what: /alarm errors went off/,
    fix: /Open the alarm errors/,
    run: () => look(composite, red),
  },
  {
    code: 'alarm-fired',
    name: 'an alarm that was red before does not recover',
    what: /alarm errors is still in ALARM, as it was before the rollout/,
    fix: /Settle what keeps the alarm errors red/,
    run: () =>
      look((world) => {
        quiet(world);
        red(world);
      }),
  },
  {
    code: 'not-found',
    name: 'an alarm that there is not',
    what: /there is no CloudWatch alarm errors, latency/,
    fix: /Correct the name of the alarm errors, latency in the input alarms/,
    run: () => look(() => {}),
  },
  {
    code: 'alarm-fired',
    name: 'an alarm goes off in the bake',
    what: /alarm errors went off/,
    fix: /Open the alarm errors/,
    run: () => bake({ at: [4 * minute, red] }),
  },
  {
    code: 'http-check-failed',
    name: 'the health URL turns bad in the bake',
    what: /503 .*3 of 3 answers/,
    fix: /healthy target/,
    run: () => bake({ say: (seconds) => (seconds > 200 ? { status: 503 } : {}) }),
  },
  {
    code: 'not-found',
    name: 'an alarm is deleted in the bake',
    what: /there is no CloudWatch alarm latency/,
    fix: /Correct the name of the alarm latency/,
    run: () => bake({ at: [minute, ({ far }) => far.alarms.remove('latency')] }),
  },
  {
    code: 'access-denied',
    name: 'the alarms may not be read any more in the bake',
    what: /DescribeAlarms/,
    fix: /cloudwatch:DescribeAlarms/,
    run: () =>
      bake({ at: [minute, ({ far }) => void far.faults.add({ operation: /^cloudwatch/, do: { kind: 'deny' } })] }),
  },
  {
    code: 'throttled',
    name: 'the alarms cannot be read for a minute of the bake',
    what: /DescribeAlarms/,
    fix: /same API of this account/,
    run: () =>
      bake({ at: [minute, ({ far }) => void far.faults.add({ operation: /^cloudwatch/, do: { kind: 'throttle' } })] }),
  },
  {
    code: 'deadline-exceeded',
    name: 'the checks before left no time to bake',
    what: /no time was left to bake for 10 min: 9 min remained/,
    fix: /verify-timeout-minutes/,
    run: () => bake({ leftMs: 9 * minute }),
  },
];

/** That an alarm is in ALARM is its state; why, CloudWatch says in words. */
export const twins: readonly Twin[] = [
  {
    name: 'an alarm went off',
    words: crossed,
    code: 'alarm-fired',
    facts: 'alarm-fired',
    run: async (words) => {
      const result = await look(quiet, ({ far }) => far.alarms.set('errors', 'ALARM', words));
      if (result.kind !== 'failed') throw new TypeError(`the check ${result.kind}`);
      return result.diagnosis;
    },
  },
];
