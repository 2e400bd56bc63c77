import { AwsError } from '#aws/aws-error';
import type { Repository } from './repository.ts';

export interface Finding {
  /** `CVE-2026-1234`. */
  readonly name: string;
  /** `CRITICAL`, `HIGH`, … */
  readonly severity: string;
  /** `openssl 3.0.1`; `''` when it is not said. */
  readonly package: string;
}

export type Scan =
  | { readonly kind: 'running'; readonly status: string }
  /** `counts`: severity → number, of all findings; `findings` has the first thousands. */
  | { readonly kind: 'done'; readonly counts: Readonly<Record<string, number>>; readonly findings: readonly Finding[] }
  /** ECR cannot look into such an image: no operating system that it knows, or a format that it does not read. */
  | { readonly kind: 'unsupported'; readonly why: string }
  /** It will not end with findings. */
  | { readonly kind: 'failed'; readonly why: string }
  /** Nobody began one. */
  | { readonly kind: 'none' };

const mostPages = 20;

/**
 * How the scan of an image stands, basic or enhanced. Enhanced scanning never completes: it is `ACTIVE` for good.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageScanStatus.html. Throws `AwsError`.
 */
export async function readScan(repository: Repository, digest: string): Promise<Scan> {
  const findings: Finding[] = [];
  let nextToken: string | undefined;
  let counts: Readonly<Record<string, number>> = {};
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask(repository, digest, nextToken);
    if (answer === undefined) return { kind: 'none' };
    const { status = 'PENDING', description = '' } = answer.imageScanStatus ?? {};
    const early = unfinished(status, description);
    if (early !== undefined) return early;
    const { imageScanFindings: found } = answer;
    counts = found?.findingSeverityCounts ?? counts;
    findings.push(
      ...(found?.findings ?? []).map(basicFinding),
      ...(found?.enhancedFindings ?? []).map(enhancedFinding),
    );
    ({ nextToken } = answer);
    if (nextToken === undefined) break;
  }
  return { kind: 'done', counts: Object.keys(counts).length > 0 ? counts : countsOf(findings), findings };
}

async function ask({ ecr, name, registryId }: Repository, imageDigest: string, nextToken: string | undefined) {
  try {
    return await ecr.call('DescribeImageScanFindings', {
      repositoryName: name,
      ...(registryId === undefined ? {} : { registryId }),
      imageId: { imageDigest },
      maxResults: 1_000,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ScanNotFoundException') return undefined;
    throw error;
  }
}

function unfinished(status: string, description: string): Scan | undefined {
  switch (status) {
    case 'COMPLETE':
    case 'ACTIVE':
      return undefined;
    case 'IN_PROGRESS':
    case 'PENDING':
      return { kind: 'running', status };
    case 'UNSUPPORTED_IMAGE':
      return { kind: 'unsupported', why: description || status };
    default: {
      const why = description === '' ? status : `${status}: ${description}`;
      // The older engine says it in the description of a failed scan.
      return { kind: /unsupported/i.test(description) ? 'unsupported' : 'failed', why };
    }
  }
}

interface BasicFinding {
  readonly name?: string | undefined;
  readonly severity?: string | undefined;
  readonly attributes?:
    | readonly { readonly key?: string | undefined; readonly value?: string | undefined }[]
    | undefined;
}

function basicFinding({ name = '', severity = 'UNDEFINED', attributes = [] }: BasicFinding): Finding {
  const value = (wanted: string) => attributes.find(({ key }) => key === wanted)?.value ?? '';
  return { name, severity, package: `${value('package_name')} ${value('package_version')}`.trim() };
}

interface EnhancedFinding {
  readonly title?: string | undefined;
  readonly severity?: string | undefined;
  readonly packageVulnerabilityDetails?:
    | {
        readonly vulnerabilityId?: string | undefined;
        readonly vulnerablePackages?:
          | readonly { readonly name?: string | undefined; readonly version?: string | undefined }[]
          | undefined;
      }
    | undefined;
}

function enhancedFinding({
  title = '',
  severity = 'UNTRIAGED',
  packageVulnerabilityDetails: about,
}: EnhancedFinding): Finding {
  const [first] = about?.vulnerablePackages ?? [];
  return {
    name: about?.vulnerabilityId ?? title,
    severity,
    package: `${first?.name ?? ''} ${first?.version ?? ''}`.trim(),
  };
}

function countsOf(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}
