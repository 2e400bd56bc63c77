import { isCancellation } from '#base/cancelled';
import type { ReportBuild } from '#report/deployment-report';
import { duration } from '#report/duration';
import { diagnosisOf, Failure } from '#report/failure';
import { buildImage, type Workshop } from './build-image.ts';
import type { BuildOrder } from './build-order.ts';
import { type Output, showOutput } from './show-output.ts';

/** How many images are built at once; more only take the processors from each other. */
const width = 8;

/**
 * Builds all images side by side. Returns a row an image, in their order, whatever became of it: one that fails does not
 * stop the others, whose layers the next run has then. After a cancel the rows are `cancelled` or `skipped`.
 */
export async function buildImages(
  orders: readonly BuildOrder[],
  shop: Omit<Workshop, 'onLine'>,
): Promise<readonly ReportBuild[]> {
  const { clock, log } = shop.host;
  const output = showOutput(
    orders.map(({ key }) => key),
    clock,
    log,
  );
  const rows: ReportBuild[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < orders.length; at = next++) {
      const order = orders[at];
      if (order !== undefined) rows[at] = await built(order, { ...shop, onLine: output.line }, output);
    }
  };
  const workers = () => Promise.all(Array.from({ length: Math.min(width, orders.length) }, worker));
  const [only] = orders;
  if (only === undefined || orders.length > 1) await workers();
  else await log.group(`build ${only.key}`, workers);
  for (const row of rows) log.info(lineOf(row));
  return rows;
}

async function built(order: BuildOrder, shop: Workshop, output: Output): Promise<ReportBuild> {
  const { host, policy } = shop;
  const { clock, report, signal } = host;
  const start = clock.now();
  if (!signal.aborted) report.note('begun', order.key);
  const row = signal.aborted ? ended(order, 'skipped') : await ends(order, shop);
  const tookMs = clock.now() - start;
  const lines = await output.close(order.key, `build ${order.key}: ${row.verdict} after ${duration(tookMs)}`);
  if (row.diagnosis !== undefined) report.evidence(`Build of ${order.key}`, lines);
  report.note(noteOf(row, policy.push), order.key);
  return { ...row, tookMs };
}

async function ends(order: BuildOrder, shop: Workshop): Promise<ReportBuild> {
  const { signal, log } = shop.host;
  try {
    return await buildImage(order, shop);
  } catch (error) {
    if (isCancellation(error, signal)) return ended(order, 'cancelled');
    if (Error.isError(error)) log.debug(error.stack ?? error.message);
    const verdict = error instanceof Failure ? error.verdict : 'failed';
    return { ...ended(order, verdict), diagnosis: diagnosisOf(error, `image ${order.key}`) };
  }
}

const ended = ({ key, repository }: BuildOrder, verdict: ReportBuild['verdict']): ReportBuild => ({
  key,
  name: repository,
  verdict,
  reused: false,
});

function noteOf(row: ReportBuild, push: boolean): string {
  if (row.diagnosis !== undefined) return `${row.diagnosis.code}: ${row.diagnosis.what}`;
  if (row.verdict === 'cancelled' || row.verdict === 'skipped') return row.verdict;
  return row.reused
    ? 'reused: built from the same inputs'
    : push
      ? 'built, pushed and found in ECR'
      : 'built, not pushed';
}

/** `patient-api   built  9f3c2ab@sha256:…` */
function lineOf({ key, verdict, reused, tag = '', digest, notes = [], diagnosis }: ReportBuild): string {
  const how =
    diagnosis === undefined ? (reused ? 'reused' : verdict === 'succeeded' ? 'built' : verdict) : diagnosis.code;
  return [`${key}: ${how}`, ...(digest === undefined ? [] : [`${tag} = ${digest}`]), ...notes].join(' · ');
}
