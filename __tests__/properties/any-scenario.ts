import fc from 'fast-check';
import type { FaultAction } from '../../local-aws/faults/rules.ts';
import {
  migrationFates,
  type Scenario,
  type ScenarioCheck,
  type ScenarioEnd,
  type ScenarioFault,
  type ScenarioService,
  serviceFates,
  strategies,
  type Trigger,
} from './scenario.ts';

const service: fc.Arbitrary<ScenarioService> = fc.record({
  fate: fc.oneof(
    { weight: 5, arbitrary: fc.constant('good' as const) },
    { weight: 4, arbitrary: fc.constantFrom(...serviceFates) },
  ),
  after: fc.integer({ min: 0, max: 60_000 }),
  order: fc.integer({ min: 0, max: 2 }),
  desired: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  wait: fc.oneof({ weight: 15, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});

const someServices = (count: number) => fc.array(service, { minLength: count, maxLength: count });

/** What may happen to calls for a while without taking the outcome from us. */
const passing: readonly FaultAction[] = [
  { kind: 'throttle' },
  { kind: 'server-error' },
  { kind: 'server-error', status: 503 },
  { kind: 'html-error' },
  { kind: 'drop-connection' },
  { kind: 'drop-connection', after: true },
  { kind: 'truncate' },
  { kind: 'latency', ms: 1_500 },
  {
    kind: 'error',
    code: 'ServiceUnavailableException',
    message: 'Service is unavailable. Try again later.',
    status: 503,
  },
];

const operations = [
  'ecs:.*',
  'ecs:(Describe|List).*',
  'ecs:DescribeServices',
  'ecs:(Describe|List)ServiceDeployments',
  'ecs:UpdateService',
  'ecs:RegisterTaskDefinition',
  'ecs:StopServiceDeployment',
  'ecs:(RunTask|StopTask|DescribeTasks|ListTasks)',
  'ecs:(Tag|Untag)Resource',
  'logs:.*',
  'ecr:.*',
] as const;

const from = fc.integer({ min: 0, max: 300_000 });

const passingFault: fc.Arbitrary<ScenarioFault> = fc.record({
  operation: fc.constantFrom(...operations),
  do: fc.constantFrom(...passing),
  from,
  span: fc.integer({ min: 1, max: 60_000 }),
  probability: fc.constantFrom(1, 0.7, 0.3),
});

const staleFault: fc.Arbitrary<ScenarioFault> = fc.record({
  operation: fc.constantFrom('ecs:DescribeServices', 'ecs:(Describe|List)ServiceDeployments', 'ecs:(Describe|List).*'),
  do: fc.constantFrom<FaultAction>(
    { kind: 'stale' },
    { kind: 'stale', ms: 3_000 },
    { kind: 'missing-once' },
    { kind: 'missing' },
  ),
  from,
  span: fc.integer({ min: 1, max: 20_000 }),
  probability: fc.constantFrom(1, 0.5),
});

/** A role that lacks permissions, all along or from some time on; credentials that expire. */
const lastingFault: fc.Arbitrary<ScenarioFault> = fc.oneof(
  fc.record({
    operation: fc.constantFrom(
      'ecs:(Describe|List)Service(Deployments|Revisions)',
      'ecs:StopServiceDeployment',
      'ecs:(Tag|Untag)Resource',
      'logs:.*',
      'ecr:.*',
    ),
    do: fc.constant<FaultAction>({ kind: 'deny' }),
    from: fc.constant(0),
    span: fc.constant(86_400_000),
    probability: fc.constant(1),
  }),
  fc.record({
    operation: fc.constantFrom(
      'ecs:(UpdateService|StopServiceDeployment)',
      'ecs:DescribeServices',
      'ecs:(StopTask|RunTask)',
    ),
    do: fc.constant<FaultAction>({ kind: 'deny' }),
    from,
    span: fc.constant(86_400_000),
    probability: fc.constant(1),
  }),
  fc.record({
    operation: fc.constant('.*'),
    do: fc.constant<FaultAction>({ kind: 'expired-token' }),
    from,
    span: fc.constant(86_400_000),
    probability: fc.constant(1),
  }),
);

const fault = fc.oneof(
  { weight: 6, arbitrary: passingFault },
  { weight: 2, arbitrary: staleFault },
  { weight: 2, arbitrary: lastingFault },
);

/** Half of all scenarios are undisturbed: what goes wrong in them is nobody's fault but ours. */
const faults = fc.oneof(
  { weight: 1, arbitrary: fc.constant<readonly ScenarioFault[]>([]) },
  { weight: 1, arbitrary: fc.array(fault, { minLength: 1, maxLength: 3 }) },
);

const check: fc.Arbitrary<ScenarioCheck> = fc.record({
  kind: fc.constantFrom('none', 'none', 'passes', 'fails', 'lags'),
  lag: fc.integer({ min: 1_000, max: 200_000 }),
  perRow: fc.boolean(),
});

const writes = [
  'UpdateService',
  'UpdateService',
  'RegisterTaskDefinition',
  'RunTask',
  'StopServiceDeployment',
  'TagResource',
  'StopTask',
  'POST deployments',
  'POST statuses',
];
const when = fc.constantFrom('before' as const, 'after' as const);

const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ kind: fc.constant('time' as const), at: fc.integer({ min: 0, max: 200_000 }) }),
  fc.record({ kind: fc.constant('call' as const), nth: fc.integer({ min: 1, max: 40 }), when }),
  fc.record({
    kind: fc.constant('call' as const),
    of: fc.constantFrom(...writes),
    nth: fc.constantFrom(1, 1, 1, 2, 3),
    when,
  }),
);

const foreign = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({ at: fc.integer({ min: 0, max: 240_000 }), revision: fc.constantFrom('same', 'other') }),
  },
);

/** Any scenario with an end of this kind. */
function scenarioEnding(end: fc.Arbitrary<ScenarioEnd>): fc.Arbitrary<Scenario> {
  return fc
    .record({
      services: fc.oneof(
        { weight: 3, arbitrary: someServices(1) },
        { weight: 2, arbitrary: someServices(2) },
        { weight: 1, arbitrary: someServices(3) },
      ),
      strategy: fc.oneof(
        { weight: 5, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom(...strategies) },
      ),
      breaker: fc.constantFrom('rollback', 'rollback', 'no-rollback', 'off'),
      change: fc.constantFrom('image', 'image', 'image', 'image', 'nothing', 'force', 'count'),
      dryRun: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      onFailure: fc.constantFrom('rollback', 'rollback', 'rollback', 'leave'),
      onCancel: fc.constantFrom('rollback', 'rollback', 'rollback', 'leave'),
      ifInProgress: fc.constantFrom('wait', 'wait', 'fail', 'supersede'),
      migration: fc.constantFrom('none', 'none', 'none', ...migrationFates, 'succeeds'),
      check,
      faults,
      foreign,
      end,
    } satisfies Record<string, fc.Arbitrary<unknown>>)
    .map(
      ({ foreign: other, strategy, ...rest }) =>
        ({
          ...rest,
          ...(strategy === null ? {} : { strategy }),
          ...(other === null ? {} : { foreign: other }),
        }) as Scenario,
    );
}

export const anyScenario: Readonly<Record<ScenarioEnd['kind'], fc.Arbitrary<Scenario>>> = {
  naturally: scenarioEnding(fc.constant({ kind: 'naturally' })),
  cancel: scenarioEnding(
    fc.record({
      kind: fc.constant('cancel' as const),
      trigger,
      finishFaults: fc.oneof(
        { weight: 3, arbitrary: fc.constant<readonly ScenarioFault[]>([]) },
        { weight: 1, arbitrary: fc.array(passingFault, { minLength: 1, maxLength: 2 }) },
      ),
    }),
  ),
  kill: scenarioEnding(
    fc.record({
      kind: fc.constant('kill' as const),
      trigger,
      post: fc.boolean(),
      pause: fc.integer({ min: 0, max: 3 * 3_600_000 }),
      next: fc.constantFrom('good' as const, 'bad' as const, 'same' as const),
    }),
  ),
};
