import { until } from '#base/until';
import { AwsError, isOutcomeOpen } from './aws-error.ts';
import type { Aws } from './client.ts';

export interface WriteOnce<T> {
  /** Must not try again by itself after an error that leaves the outcome open (`retry: 'once'`). */
  readonly write: () => Promise<T>;
  /** What the write has made, when it was carried out after all; `undefined` when it certainly was not. */
  readonly readBack: () => Promise<T | undefined>;
  /** Default: the run's. */
  readonly signal?: AbortSignal;
}

/** How long a write is tried, in milliseconds. */
const patience = 30_000;
/** Between a lost answer and the question what became of it, in milliseconds: reads may lag behind writes. */
const settle = 1_000;

/**
 * Carries out a write that has no client token exactly once: after an error that leaves its outcome open it asks the
 * far end before it writes again. Throws the write's last `AwsError` when it fails for good.
 */
export async function writeOnce<T>(aws: Aws, { write, readBack, signal = aws.signal }: WriteOnce<T>): Promise<T> {
  let lost: AwsError | undefined;
  const attempt = async () => {
    if (lost !== undefined) {
      const done = await readBack();
      if (done !== undefined) return { done };
    }
    try {
      return { done: await write() };
    } catch (error) {
      if (!(error instanceof AwsError) || !isOutcomeOpen(error)) throw error;
      lost = error;
      aws.log.debug(`${error.operation}: ${error.code}, its outcome is read back`);
      return undefined;
    }
  };
  const waited = await until(attempt, { clock: aws.clock, signal, pauseMs: () => settle, budgetMs: patience });
  if (waited.kind === 'answer') return waited.value.done;
  const done = await readBack();
  if (done !== undefined) return done;
  throw lost;
}
