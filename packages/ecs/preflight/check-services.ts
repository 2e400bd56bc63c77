import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import type { ReportRow, RevisionView } from '#report/deployment-report';
import { Failure } from '#report/failure';
import { connectEcs } from '../client.ts';
import type { EcsOptions } from '../ecs-context.ts';
import { readLive } from '../service/read-live.ts';
import type { ServiceChange } from '../service/service-change.ts';
import { checkService } from './check-service.ts';
import { failuresOf } from './failures-of.ts';
import { type Finding, findings, skipped } from './finding.ts';
import type { PreflightWish } from './service-under-check.ts';

/** What was found out about one service, or about the run as a whole. */
export interface Checked {
  readonly row: string;
  readonly place: string;
  readonly findings: readonly Finding[];
  /** What serves, and goes on serving; absent when the service could not be read. */
  readonly serving?: RevisionView;
}

/**
 * Every finding about every service, before anything changes. A service that cannot be read is a finding, and the others
 * are looked at all the same. Throws `AwsError` for credentials that are missing or ended.
 */
export async function checkServices(
  aws: Aws,
  options: EcsOptions,
  changes: readonly ServiceChange[],
  wish: PreflightWish,
): Promise<readonly Checked[]> {
  const ecs = await connectEcs(aws);
  return Promise.all(
    changes.map(async (change) => {
      const { row, place } = change;
      try {
        const [live] = await readLive({ ecs, aws, options }, [change]);
        if (live === undefined) throw new TypeError(`service ${row} was read and lost`);
        const { serving } = live;
        return { row, place, serving, findings: await checkService(aws, ecs, { change, live, wish }) };
      } catch (error) {
        return { row, place, findings: [failureFinding('service', error)] };
      }
    }),
  );
}

/** An expected failure as a finding; credentials that ended, and what nobody expected, are thrown on. */
function failureFinding(check: string, error: unknown): Finding {
  if (!(error instanceof Failure) || /credentials/.test(error.diagnosis.code)) throw error;
  const { code, what, where, fix } = error.diagnosis;
  return findings(check).fail({ where, what, code, fix });
}

/** The same, where a call that is refused, or fails, only means that nobody could look. */
export const failureOrSkip = (check: string, where: string, error: unknown): Finding =>
  error instanceof AwsError && error.kind !== 'not-found' ? skipped(check, where, error) : failureFinding(check, error);

/** The row of a service in the report: its failures first, then how many there are of each kind. */
export function checkedRow({ row, place, findings: found, serving }: Checked): ReportRow {
  const [first] = failuresOf(found);
  return {
    name: row,
    place,
    verdict: first === undefined ? 'succeeded' : 'failed',
    health: countOf(found),
    ...(serving === undefined ? {} : { from: serving, serving }),
    ...(first === undefined ? {} : { diagnosis: first }),
  };
}

function countOf(found: readonly Finding[]): string {
  const levels = ['FAIL', 'WARN', 'SKIP', 'OK'] as const;
  return levels
    .map((level) => [found.filter((one) => one.level === level).length, level] as const)
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`)
    .join(', ');
}
