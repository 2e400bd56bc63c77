import type { Case } from './index.ts';

/** Something that was thrown and that nobody made a diagnosis of. */
export interface ThrownCase extends Case {
  readonly thrown: unknown;
  /** What the cause says. */
  readonly what: string;
}

export const reportCases: readonly ThrownCase[] = [
  {
    code: 'unknown',
    name: 'an error of our own making',
    thrown: new TypeError('x is not a function'),
    what: 'TypeError: x is not a function',
  },
  {
    code: 'unknown',
    name: 'an error of Node',
    thrown: new DOMException('too late', 'TimeoutError'),
    what: 'TimeoutError: too late',
  },
  { code: 'unknown', name: 'a text', thrown: 'out of cheese', what: 'out of cheese' },
  { code: 'unknown', name: 'nothing', thrown: undefined, what: 'undefined' },
];
