import type { Clock } from '#base/clock';
import type { HttpPort } from '#base/network';
import type { CheckContext } from '#rollout/check';
import { type Asked, askUrl } from './ask-url.ts';
import type { HealthCheck } from './health-checks.ts';
import { type Judgement, judgeAnswer } from './judge-answer.ts';

/** One request and what came of it. */
export interface Look extends Judgement {
  /** When it was sent, in milliseconds since the epoch. */
  readonly at: number;
  readonly tookMs: number;
  /** The end of all time cut it short of its own timeout: it tells little. */
  readonly cutShort: boolean;
  readonly asked: Asked;
}

/** Asks once, within the check's own timeout and before `end` (ms since the epoch), and holds the answer against the check. */
export async function lookAtUrl(
  check: HealthCheck,
  wanted: string | undefined,
  end: number,
  by: { readonly http: HttpPort; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Look> {
  const at = by.clock.now();
  const timeoutMs = Math.min(check.timeoutMs, end - at);
  const asked = await askUrl(check, timeoutMs, by);
  return {
    ...judgeAnswer(check, asked, wanted),
    at,
    tookMs: asked.tookMs,
    cutShort: timeoutMs < check.timeoutMs,
    asked,
  };
}

/** The version that must answer: the check's own, the run's commit, or that of the revision being deployed. */
export function wantedVersion(
  check: HealthCheck,
  { commit, parts }: Pick<CheckContext, 'commit' | 'parts'>,
  row: string | undefined,
): string | undefined {
  if (check.version === undefined) return undefined;
  const part = parts.find((each) => each.row === row) ?? (parts.length === 1 ? parts[0] : undefined);
  return check.version.version ?? commit ?? part?.to.commit;
}
