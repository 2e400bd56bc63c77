import type { FaultAction } from '../../local-aws/faults/rules.ts';
import { calm, type Scenario, type ScenarioEnd, strategies, type Trigger } from './scenario.ts';

const everyFault: { readonly [Kind in FaultAction['kind']]: FaultAction & { readonly kind: Kind } } = {
  throttle: { kind: 'throttle' },
  'server-error': { kind: 'server-error' },
  'html-error': { kind: 'html-error' },
  latency: { kind: 'latency', ms: 1_500 },
  'drop-connection': { kind: 'drop-connection' },
  truncate: { kind: 'truncate' },
  stale: { kind: 'stale' },
  deny: { kind: 'deny' },
  'expired-token': { kind: 'expired-token' },
  'missing-once': { kind: 'missing-once' },
  missing: { kind: 'missing' },
  error: { kind: 'error', code: 'ServiceUnavailableException', message: 'Service is unavailable.', status: 503 },
};

/** Every fault that the far end knows, by name. */
export const faultKinds = Object.keys(everyFault);

/** While a rollout is followed. */
const meanwhile = { operation: 'ecs:Describe(Services|ServiceDeployments|Tasks)', from: 8_000, span: 20_000 };

/** Milliseconds after the start: while a crash loop that nobody else ends is put back. */
const goingBack = 50_000;

const restoring: Trigger = { kind: 'time', at: goingBack };
const recording: Trigger = { kind: 'call', of: 'TagResource', nth: 1, when: 'before' };
const following: Trigger = { kind: 'time', at: 40_000 };

const endAt: Readonly<Record<ScenarioEnd['kind'], (trigger: Trigger) => ScenarioEnd>> = {
  naturally: () => ({ kind: 'naturally' }),
  cancel: (trigger) => ({ kind: 'cancel', trigger, finishFaults: [] }),
  kill: (trigger) => ({ kind: 'kill', trigger, post: true, pause: 0, next: 'good' }),
};

/** A scenario for each fault, each strategy and each late phase, so that none of them is left to chance. */
export function rareScenarios(kind: ScenarioEnd['kind']): readonly Scenario[] {
  const end = endAt[kind];
  const faults = Object.values(everyFault).map((action) => ({ ...meanwhile, do: action, probability: 0.5 }));
  return [
    ...faults.map((fault): Scenario => ({ ...calm, faults: [fault], end: end(following) })),
    ...strategies.map((strategy): Scenario => ({ ...calm, strategy, end: end(following) })),
    {
      ...calm,
      services: calm.services.map((service) => ({ ...service, fate: 'exits' as const })),
      breaker: 'off',
      end: end(restoring),
    },
    { ...calm, end: end(recording) },
  ];
}
