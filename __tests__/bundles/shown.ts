import { expect } from '@jest/globals';
import type { FarEnd } from '../support/far-end.ts';
import type { ProgramEnd } from '../support/run-program.ts';

/** What readers get to see of a run, as far as it is compared. Texts are parts of what is shown. */
export interface Shown {
  readonly exitCode: number;
  /** Absent for post entries, which have no outputs. */
  readonly verdict?: string;
  /** The reason code; '' when green. */
  readonly code?: string;
  readonly changed?: boolean;
  /** Title of the first annotation; '' when there is none. */
  readonly annotation: string;
  readonly headline: string;
  /** The sentence about what serves; '' where no service is concerned. */
  readonly serving: string;
  /** The last two lines of the log. */
  readonly last: readonly [string, string];
  readonly outputs?: Readonly<Record<string, string>>;
}

/** A post entry that found nothing to do: silent and green. */
export const silent = { exitCode: 0, lines: [], annotations: [], summary: '' } as const;

export function expectShown(end: ProgramEnd, shown: Shown): void {
  const summary = end.summary.split('\n');
  const { verdict, 'reason-code': code, changed, ...outputs } = end.outputs;
  const part = (text: string) => (text === '' ? '' : expect.stringContaining(text));
  expect({
    exitCode: end.exitCode,
    annotation: end.annotations[0]?.title ?? '',
    headline: summary.find((line) => line.startsWith('## ')) ?? '',
    serving: summary.find((line) => line.startsWith('**Serving now:**')) ?? '',
    last: end.lines.slice(-2),
    stderr: end.stderr,
    ...(shown.verdict === undefined ? {} : { verdict, code, changed }),
    outputs,
  }).toEqual({
    exitCode: shown.exitCode,
    annotation: shown.annotation,
    headline: part(shown.headline),
    serving: part(shown.serving),
    last: shown.last.map(part),
    stderr: '',
    ...(shown.verdict === undefined
      ? {}
      : { verdict: shown.verdict, code: shown.code ?? '', changed: String(shown.changed) }),
    outputs: expect.objectContaining(shown.outputs ?? {}),
  });
}

/** What the far end must look like when all is over. */
export interface Left {
  /** The revision that serves, alone: `web:1`. */
  readonly serves?: string;
  /** State of the record on the revision that was deployed, `web:2`; `none` when it was never registered. */
  readonly record?: readonly [revision: string, state: string];
}

/** Whatever happened: one revision serves alone, and no one-off task is left. */
export function expectLeft(far: FarEnd, service: string, { serves, record }: Left): void {
  const state = far.state(service);
  expect({
    serves: state.primary,
    running: state.running,
    tasks: far.tasksLeft(service),
    ...(record === undefined ? {} : { record: stateOn(far, record[0]) }),
  }).toEqual({
    serves: serves ?? `${service}:1`,
    running: [serves ?? `${service}:1`],
    tasks: 0,
    ...(record === undefined ? {} : { record: record[1] }),
  });
}

function stateOn(far: FarEnd, label: string): string | undefined {
  try {
    return far.record(label).state;
  } catch {
    return 'none';
  }
}
