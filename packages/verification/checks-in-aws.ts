import type { Aws } from '#aws/client';
import { readAlarms } from '#aws/read-alarms';
import { sendHttp } from '#base/send-http';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Check } from '#rollout/check';
import type { Part } from '#rollout/platform';
import { checkAlarms, isRed, missingAlarms } from './check-alarms.ts';
import { checkBake } from './check-bake.ts';
import { checkTargets, type WantedTargets } from './check-targets.ts';
import { type RowUrl, urlsOf, type VerificationValues } from './checks-of.ts';
import { connectElb } from './elb-client.ts';

/** How a platform knows what stands behind its load balancers. */
export interface TargetsPort {
  /** The rows that are behind target groups; none of what cannot be read. Reads only. Throws only `signal.reason`. */
  rows(): Promise<readonly string[]>;
  /** The targets that the tasks of a part must be. Throws `AwsError`. */
  wanted(part: Part, signal: AbortSignal): Promise<readonly WantedTargets[]>;
}

interface Surroundings<Row extends RowUrl> {
  readonly aws: Aws;
  readonly host: Pick<Host, 'network' | 'report'>;
  readonly rows: readonly Row[];
  readonly targetsOf: (aws: Aws, rows: readonly Row[]) => TargetsPort;
}

/**
 * `checks` with those that need AWS around them: target health of each service behind a load balancer before, `alarms`
 * and the bake after them. Without any check nothing is verified, and no target looked at. Reads the alarms at once, so
 * that a wrong name ends the run before anything is written; one that is red already is a warning. Throws `not-found`,
 * `AwsError`.
 */
export async function checksInAws<Row extends RowUrl>(
  checks: readonly Check[],
  values: VerificationValues,
  { aws, host, rows, targetsOf }: Surroundings<Row>,
): Promise<readonly Check[]> {
  const { alarms = [], 'bake-minutes': ms } = values;
  await lookAhead(aws, host, alarms);
  if (checks.length + alarms.length === 0) return checks;
  const targets = targetsOf(aws, rows);
  const before = (await targets.rows()).map((row) => targetsOfRow(aws, row, targets));
  const guarded = [...before, ...checks, ...(alarms.length === 0 ? [] : [checkAlarms(aws, alarms)])];
  if (ms === undefined) return guarded;
  const http = host.network.http ?? sendHttp;
  const bake = checkBake({ aws, http, alarms, urls: urlsOf(values, rows), ms });
  return [...guarded.map((check) => leaving(check, ms)), bake];
}

async function lookAhead(aws: Aws, { report }: Pick<Host, 'report'>, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const seen = await readAlarms(aws, names);
  const missing = missingAlarms(names, seen);
  if (missing !== undefined) throw new Failure(missing);
  for (const { name, reason } of seen.filter(isRed)) {
    report.warn(`The alarm ${name} is in ALARM already: ${reason} It has to recover for this run to be green.`);
  }
}

/** The same check, which leaves the time of the bake to the bake. */
const leaving = (check: Check, ms: number): Check => ({
  ...check,
  run: (context) => check.run({ ...context, deadline: context.deadline - ms }),
});

const targetsOfRow = (aws: Aws, row: string, { wanted }: TargetsPort): Check => ({
  name: `targets of ${row}`,
  row,
  async run(context) {
    const part = context.parts.find((one) => one.row === row);
    const asked = async (signal: AbortSignal) => (part === undefined ? [] : await wanted(part, signal));
    return await checkTargets({ elb: () => connectElb(aws), wanted: asked, row }).run(context);
  },
});
