import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { Timing } from '../../timing.ts';
import type { Stage, StageStep } from './model.ts';

const minute = 60_000;

/**
 * The steps of a BLUE_GREEN, LINEAR or CANARY deployment; `undefined` for a rolling one, which has none. Defaults and
 * meaning of the numbers: SDK model (LinearConfiguration, CanaryConfiguration). Stages without a duration of their own
 * take `timing.stage`. `reconcile`: several revisions have tasks when it begins.
 */
export function planStages(
  configuration: DeploymentConfiguration,
  timing: Timing,
  reconcile: boolean,
): readonly StageStep[] | undefined {
  const { strategy = 'ROLLING', bakeTimeInMinutes = 0, lifecycleHooks = [] } = configuration;
  if (strategy === 'ROLLING') return undefined;
  const dwellMs = timing.stage;
  const before = lifecycleHooks.some(({ lifecycleStages }) =>
    lifecycleStages?.includes('PRE_PRODUCTION_TRAFFIC_SHIFT'),
  );
  const shifts = shiftsOf(configuration).flatMap(({ percent, waitMinutes }): StageStep[] => [
    ...(before ? [{ stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' as const, dwellMs }] : []),
    {
      stage: 'PRODUCTION_TRAFFIC_SHIFT',
      dwellMs: Math.max(timing.shift, waitMinutes * minute),
      production: percent,
      ...(percent === 100 ? { test: 0 } : {}),
    },
  ]);
  const plain = (stage: Stage): StageStep => ({ stage, dwellMs });
  return [
    ...(reconcile ? [plain('RECONCILE_SERVICE')] : []),
    plain('PRE_SCALE_UP'),
    plain('SCALE_UP'),
    plain('POST_SCALE_UP'),
    { stage: 'TEST_TRAFFIC_SHIFT', dwellMs: timing.shift, test: 100 },
    plain('POST_TEST_TRAFFIC_SHIFT'),
    ...shifts,
    plain('POST_PRODUCTION_TRAFFIC_SHIFT'),
    { stage: 'BAKE_TIME', dwellMs: Math.max(dwellMs, bakeTimeInMinutes * minute) },
    plain('CLEAN_UP'),
  ];
}

/** Percent of production traffic after each shift, and how long it stays like that; nothing is waited for at 100 %. */
function shiftsOf(configuration: DeploymentConfiguration): readonly { percent: number; waitMinutes: number }[] {
  const { strategy, linearConfiguration, canaryConfiguration } = configuration;
  if (strategy === 'CANARY') {
    const { canaryPercent = 5, canaryBakeTimeInMinutes = 10 } = canaryConfiguration ?? {};
    return [...(canaryPercent < 100 ? [{ percent: canaryPercent, waitMinutes: canaryBakeTimeInMinutes }] : []), last];
  }
  if (strategy !== 'LINEAR') return [last];
  const { stepPercent = 10, stepBakeTimeInMinutes = 6 } = linearConfiguration ?? {};
  const steps = Math.ceil(100 / stepPercent) - 1;
  const percents = Array.from({ length: steps }, (_, at) => Math.round(stepPercent * (at + 1) * 10) / 10);
  return [...percents.map((percent) => ({ percent, waitMinutes: stepBakeTimeInMinutes })), last];
}

const last = { percent: 100, waitMinutes: 0 };
