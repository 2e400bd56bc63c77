import type { Condition } from './axes.ts';

const ecs = /^ecs:/;
const reads = /^ecs:(Describe|List)/;

/** How ECS answers while a task is started and waited for. */
export const conditions: readonly Condition[] = [
  { name: 'calm', rules: [], late: 0 },
  { name: 'every third call throttled', rules: [{ operation: ecs, every: 3, do: { kind: 'throttle' } }], late: 6_000 },
  {
    name: 'nothing but throttling for 10 s',
    rules: [{ operation: ecs, from: 5_000, until: 15_000, do: { kind: 'throttle' } }],
    late: 12_000,
  },
  {
    name: '503 for 20 s',
    rules: [{ operation: ecs, from: 10_000, until: 30_000, do: { kind: 'server-error', status: 503 } }],
    late: 12_000,
  },
  { name: 'every fourth call 500', rules: [{ operation: ecs, every: 4, do: { kind: 'server-error' } }], late: 3_000 },
  {
    name: 'every fourth answer a page of HTML',
    rules: [{ operation: ecs, every: 4, do: { kind: 'html-error' } }],
    late: 3_000,
  },
  { name: 'answers take 2 s', rules: [{ operation: /./, do: { kind: 'latency', ms: 2_000 } }], late: 12_000 },
  {
    name: 'every third connection dropped',
    rules: [{ operation: ecs, every: 3, do: { kind: 'drop-connection' } }],
    late: 3_000,
  },
  {
    name: 'every third answer lost',
    rules: [{ operation: ecs, every: 3, do: { kind: 'drop-connection', after: true } }],
    late: 3_000,
  },
  {
    name: 'every fourth answer cut in half',
    rules: [{ operation: reads, every: 4, do: { kind: 'truncate' } }],
    late: 3_000,
  },
  {
    name: 'every third look is 4 s old',
    rules: [{ operation: /ecs:DescribeTasks/, every: 3, do: { kind: 'stale', ms: 4_000 } }],
    late: 5_000,
  },
  {
    name: 'the task is missing at first',
    rules: [{ operation: 'ecs:DescribeTasks', do: { kind: 'missing-once' } }],
    late: 3_000,
  },
];
