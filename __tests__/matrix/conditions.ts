import type { Condition, Delay } from './axes.ts';

const all = /./;
const reads = /Describe|List/;
const newer = /ecs:(ListServiceDeployments|DescribeServiceDeployments|DescribeServiceRevisions|StopServiceDeployment)/;
/** Every third call is throttled and made again after a second at most: every second call takes that long. */
const thirdThrottled: Delay = { perCall: 500 };
/** Every fourth is tried again after a tenth of a second at most. */
const fourthFails: Delay = { perCall: 100 / 3 };
/** Trouble that lasts is tried again after pauses that grow to eight seconds (docs/decisions/0003-own-retries.md). */
const outage: Delay = { pause: 8_000 };
/** Nine tries of a call in half a minute, then the next look: twenty in a minute. */
const triesOfAMinute = 20;

/** How AWS answers while a rollout is followed. */
export const conditions: readonly Condition[] = [
  { name: 'no trouble', faults: [], delay: {} },
  {
    name: 'every third call throttled',
    faults: [{ operation: all, every: 3, do: { kind: 'throttle' } }],
    delay: thirdThrottled,
    calls: { times: 3 / 2 },
  },
  {
    name: 'nothing but throttling for 20 s',
    faults: [{ operation: all, from: 15_000, until: 35_000, do: { kind: 'throttle' } }],
    blindUntil: 35_000,
    delay: outage,
    calls: { more: triesOfAMinute / 3 },
  },
  {
    name: '503 for a minute',
    faults: [{ operation: all, from: 10_000, until: 70_000, do: { kind: 'server-error', status: 503 } }],
    blindUntil: 70_000,
    delay: outage,
    calls: { more: triesOfAMinute },
  },
  {
    name: 'every fourth call 500',
    faults: [{ operation: all, every: 4, do: { kind: 'server-error' } }],
    delay: fourthFails,
    calls: { times: 4 / 3 },
  },
  {
    name: 'every fourth answer a page of HTML',
    faults: [{ operation: all, every: 4, do: { kind: 'html-error' } }],
    delay: fourthFails,
    calls: { times: 4 / 3 },
  },
  {
    name: 'answers take 2 s',
    faults: [{ operation: all, do: { kind: 'latency', ms: 2_000 } }],
    delay: { perCall: 2_000 },
  },
  {
    name: 'every fourth connection dropped',
    faults: [{ operation: reads, every: 4, do: { kind: 'drop-connection' } }],
    delay: fourthFails,
    calls: { times: 4 / 3 },
  },
  {
    name: 'every fourth answer cut in half',
    faults: [{ operation: reads, every: 4, do: { kind: 'truncate' } }],
    delay: fourthFails,
    calls: { times: 4 / 3 },
  },
  {
    name: 'every third read is 4 s old',
    faults: [{ operation: /Describe/, every: 3, do: { kind: 'stale', ms: 4_000, most: 10_000 } }],
    delay: { age: 10_000 },
    calls: { more: 10 },
  },
  {
    // What is named when it ends was named before, or (a stopped task) is asked for again at once: no delay.
    name: 'things are missing at first',
    faults: [{ operation: /ecs:Describe/, from: 1_000, do: { kind: 'missing-once' } }],
    delay: {},
    calls: { times: 5 / 4 },
  },
  {
    // A service or a task is asked for again at once; a service deployment that is MISSING in a look is there in the next.
    name: 'things are missing now and then',
    faults: [{ operation: /ecs:Describe/, from: 1_000, every: 3, do: { kind: 'missing' } }],
    delay: { looks: 1 },
    calls: { times: 5 / 4 },
  },
  {
    // One view instead of two, and that one says all that decides: no delay.
    name: 'the newer APIs denied',
    faults: [{ operation: newer, do: { kind: 'deny' } }],
    newer: 'denied',
    delay: {},
  },
  {
    name: 'everything denied but UpdateService',
    faults: [{ operation: /^(?!ecs:UpdateService)/, from: 1_000, do: { kind: 'deny' } }],
    end: { verdict: 'unknown', code: 'access-denied', text: /not authorized to perform: ecs:/, names: /ecs:\w+/ },
    delay: {},
  },
  {
    name: 'keys expire, no way to renew them',
    faults: [],
    expires: 1_000,
    end: { verdict: 'unknown', code: 'credentials-expired', text: /expired/, names: /role-to-assume|credentials/ },
    delay: {},
  },
  { name: 'keys expire and are renewed', faults: [], expires: 15_000, identity: true, delay: {} },
  {
    name: 'the endpoint is gone for a minute',
    faults: [{ operation: all, from: 20_000, until: 80_000, do: { kind: 'drop-connection' } }],
    blindUntil: 80_000,
    delay: outage,
    calls: { more: triesOfAMinute },
  },
];
