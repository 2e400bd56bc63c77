import type { ChangeView, LiveView, PlanView, Platform } from './platform.ts';
import type { Row } from './row.ts';

/**
 * Looks what became of a move that was cut off before it was answered: a row that moves is `moving`. `false`: nothing
 * was started, as far as can be seen now. Throws `AwsError`; the reason of the signal.
 */
export async function locateRow(
  platform: Pick<Platform<ChangeView, LiveView, PlanView>, 'locate'>,
  row: Row,
  signal: AbortSignal,
): Promise<boolean> {
  const found = row.part === undefined ? undefined : await platform.locate(row.part, signal);
  if (found === undefined) return false;
  row.part = found;
  row.phase = 'moving';
  return true;
}
