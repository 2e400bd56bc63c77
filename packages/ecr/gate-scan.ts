import { AwsError } from '#aws/aws-error';
import { until } from '#base/until';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import { type BuildOrder, type Severity, severities } from './build-order.ts';
import { type FoundImage, platformDigests } from './find-images.ts';
import { type Finding, readScan, type Scan } from './read-scan.ts';
import type { Repository } from './repository.ts';

/** Milliseconds for a scan to end. A basic one takes seconds to two minutes, an enhanced one up to some more. */
const patience = 900_000;
const shown = 20;

export interface Gate {
  readonly order: BuildOrder;
  readonly repository: Repository;
  readonly image: FoundImage;
  /** The lowest severity that blocks. */
  readonly severity: Severity;
}

/**
 * Waits for the scan of an image (of an index: of every platform's) and judges it. Returns a line about each; an image
 * that ECR cannot scan passes with a warning. Throws `scan-blocked` with the findings, or because a scan came to no
 * end that says anything; `deadline-exceeded` (verdict `timed-out`); `AwsError`.
 */
export async function gateScan(
  gate: Gate,
  host: Pick<Host, 'clock' | 'signal' | 'report'>,
): Promise<readonly string[]> {
  const platforms = platformDigests(gate.image);
  const digests = platforms.length === 0 ? [gate.image.digest] : platforms;
  return Promise.all(digests.map((digest) => judge(gate, digest, host)));
}

async function judge(gate: Gate, digest: string, { clock, signal, report }: Pick<Host, 'clock' | 'signal' | 'report'>) {
  const { order, repository, severity } = gate;
  const where = `${repository.name}@${digest}`;
  let asked = false;
  let last: Scan = { kind: 'none' };
  const waited = await until<Exclude<Scan, { kind: 'running' | 'none' }>>(
    async () => {
      last = await readScan(repository, digest);
      if (last.kind === 'none' && !asked) {
        asked = true;
        return beginScan(repository, digest);
      }
      return last.kind === 'running' || last.kind === 'none' ? undefined : last;
    },
    { clock, signal, pauseMs: (looks) => (looks < 30 ? 3_000 : 10_000), budgetMs: patience },
  );
  if (waited.kind === 'out-of-time') throw tooLong(order, where, last);
  const scan = waited.value;
  if (scan.kind === 'done') return judged(gate, where, scan);
  if (scan.kind === 'failed') throw withoutAnswer(order, where, severity, scan.why);
  const line = `${order.key}: ECR cannot scan this image, so that the scan blocks nothing: ${scan.why}`;
  report.warn(line);
  return line;
}

/** Basic scans of a repository that scans nothing by itself are begun here; enhanced ones begin by themselves. */
async function beginScan({ ecr, name, registryId }: Repository, imageDigest: string) {
  try {
    await ecr.call('StartImageScan', {
      repositoryName: name,
      ...(registryId === undefined ? {} : { registryId }),
      imageId: { imageDigest },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'UnsupportedImageTypeException') return { kind: 'unsupported', why: error.message } as const;
    // One begins by itself, or began meanwhile.
    if (error.code === 'LimitExceededException' || error.code === 'ValidationException') return undefined;
    throw error;
  }
}

function judged(
  { order, severity }: Gate,
  where: string,
  { counts, findings }: Extract<Scan, { kind: 'done' }>,
): string {
  const blocking = severities.slice(severities.indexOf(severity)).toReversed();
  const number = blocking.map((one) => [one, counts[one] ?? 0] as const).filter(([, count]) => count > 0);
  const all = Object.entries(counts).map(([one, count]) => `${count} ${one.toLowerCase()}`);
  if (number.length === 0)
    return `scan: nothing of ${severity.toLowerCase()} or above${all.length === 0 ? '' : ` (${all.join(', ')})`}`;
  const listed = findings
    .filter((finding) => blocking.some((one) => one === finding.severity))
    .toSorted((a, b) => rank(b) - rank(a));
  const said = number.map(([one, count]) => `${count} ${one.toLowerCase()}`).join(', ');
  const total = number.reduce((sum, [, count]) => sum + count, 0);
  throw new Failure(
    diagnosis('scan-blocked', {
      what: `${order.key}: the scan found ${said}: ${listed.slice(0, 3).map(nameOf).join('; ')}${total > 3 ? '; …' : ''}`,
      where,
      evidence: [
        ...listed.slice(0, shown).map((finding) => `${finding.severity} ${nameOf(finding)}`),
        ...(total > shown ? [`and ${total - shown} more`] : []),
      ],
    }),
  );
}

const rank = ({ severity }: Finding) => (severities as readonly string[]).indexOf(severity);
const nameOf = (finding: Finding) => (finding.package === '' ? finding.name : `${finding.name} in ${finding.package}`);

const withoutAnswer = (order: BuildOrder, where: string, severity: Severity, why: string): Failure =>
  new Failure(
    diagnosis('scan-blocked', {
      what: `${order.key}: the scan came to no result (${why}), so that nobody knows of findings of ${severity.toLowerCase()} or above`,
      where,
      evidence: [why],
      fix: `Look at the scan of ${where} in the ECR console and start it again, or set scan to off to deploy without it.`,
    }),
  );

const tooLong = (order: BuildOrder, where: string, last: Scan): Failure =>
  new Failure(
    diagnosis('deadline-exceeded', {
      what: `${order.key}: the scan did not end within 15 minutes (${last.kind === 'running' ? last.status : 'none was begun'})`,
      where,
      fix: `Switch scanning on for the repository (scan on push), then run again: the image ${where} is reused.`,
    }),
    { verdict: 'timed-out' },
  );
