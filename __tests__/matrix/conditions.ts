import type { Condition } from './axes.ts';

const all = /./;
const reads = /Describe|List/;
const newer = /ecs:(ListServiceDeployments|DescribeServiceDeployments|DescribeServiceRevisions|StopServiceDeployment)/;
const soon = 5_000;
const calm = 60;

/** How AWS answers while a rollout is followed. */
export const conditions: readonly Condition[] = [
  { name: 'no trouble', faults: [], lag: soon, perMinute: calm },
  {
    name: 'every third call throttled',
    faults: [{ operation: all, every: 3, do: { kind: 'throttle' } }],
    lag: 15_000,
    perMinute: 2 * calm,
  },
  {
    name: 'nothing but throttling for 20 s',
    faults: [{ operation: all, from: 15_000, until: 35_000, do: { kind: 'throttle' } }],
    blindUntil: 35_000,
    lag: 15_000,
    perMinute: 2 * calm,
  },
  {
    name: '503 for a minute',
    faults: [{ operation: all, from: 10_000, until: 70_000, do: { kind: 'server-error', status: 503 } }],
    blindUntil: 70_000,
    lag: 15_000,
    perMinute: 4 * calm,
  },
  {
    name: 'every fourth call 500',
    faults: [{ operation: all, every: 4, do: { kind: 'server-error' } }],
    lag: 8_000,
    perMinute: 2 * calm,
  },
  {
    name: 'every fourth answer a page of HTML',
    faults: [{ operation: all, every: 4, do: { kind: 'html-error' } }],
    lag: 8_000,
    perMinute: 2 * calm,
  },
  {
    name: 'answers take 2 s',
    faults: [{ operation: all, do: { kind: 'latency', ms: 2_000 } }],
    lag: 60_000,
    perMinute: calm,
  },
  {
    name: 'every fourth connection dropped',
    faults: [{ operation: reads, every: 4, do: { kind: 'drop-connection' } }],
    lag: 8_000,
    perMinute: 2 * calm,
  },
  {
    name: 'every fourth answer cut in half',
    faults: [{ operation: reads, every: 4, do: { kind: 'truncate' } }],
    lag: 8_000,
    perMinute: 2 * calm,
  },
  {
    name: 'every third read is 4 s old',
    faults: [{ operation: /Describe/, every: 3, do: { kind: 'stale', ms: 4_000, most: 10_000 } }],
    lag: 15_000,
    perMinute: 2 * calm,
  },
  {
    name: 'things are missing at first',
    faults: [{ operation: /ecs:Describe/, from: 1_000, do: { kind: 'missing-once' } }],
    lag: 15_000,
    perMinute: 2 * calm,
  },
  {
    name: 'the newer APIs denied',
    faults: [{ operation: newer, do: { kind: 'deny' } }],
    newer: 'denied',
    lag: 15_000,
    perMinute: calm,
  },
  {
    name: 'everything denied but UpdateService',
    faults: [{ operation: /^(?!ecs:UpdateService)/, from: 1_000, do: { kind: 'deny' } }],
    end: { verdict: 'unknown', code: 'access-denied', text: /not authorized to perform: ecs:/, names: /ecs:\w+/ },
    lag: soon,
    perMinute: calm,
  },
  {
    name: 'keys expire, no way to renew them',
    faults: [],
    expires: 1_000,
    end: { verdict: 'unknown', code: 'credentials-expired', text: /expired/, names: /role-to-assume|credentials/ },
    lag: soon,
    perMinute: calm,
  },
  { name: 'keys expire and are renewed', faults: [], expires: 15_000, identity: true, lag: soon, perMinute: calm },
  {
    name: 'the endpoint is gone for a minute',
    faults: [{ operation: all, from: 20_000, until: 80_000, do: { kind: 'drop-connection' } }],
    blindUntil: 80_000,
    lag: 15_000,
    perMinute: 4 * calm,
  },
];
