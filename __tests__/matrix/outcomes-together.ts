import type { Outcome } from './axes.ts';
import { breaker } from './outcomes.ts';

const byEcs = { 'fail-fast': 'false' };
const bothBack = {
  admits: 'failing unbalanced',
  end: { verdict: 'rolled-back', code: 'cause', serves: 'old' },
  beside: { verdict: 'rolled-back', serves: 'old' },
} as const;

/** Two services in one run. They succeed together or go back together; left as they are, each has its own end. */
export const together: readonly Outcome[] = [
  {
    name: 'two services',
    configuration: breaker,
    admits: 'fine',
    end: { verdict: 'succeeded', serves: 'new' },
    beside: { verdict: 'succeeded', serves: 'new' },
    decidedBy: 'ecs',
  },
  {
    name: 'of two services the breaker takes one back',
    configuration: breaker,
    with: byEcs,
    ...bothBack,
    decidedBy: 'ecs',
  },
  {
    name: 'of two services one cannot succeed',
    configuration: {},
    with: { 'rollout-timeout-minutes': '3' },
    ...bothBack,
    decidedBy: 'us',
  },
];
