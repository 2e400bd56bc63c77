import { AwsFault } from '../service.ts';
import { type Finding, findImage, type Registry, type Repository, type Scan, type StoredImage } from './registry.ts';
import type { ImageId } from './texts.ts';
import * as texts from './texts.ts';

export function startScan(registry: Registry, repository: Repository, image: StoredImage): Scan {
  const { takesMs = 20_000, end = 'COMPLETE', findings = [] } = registry.scanFates.shift() ?? {};
  const { clock } = registry.world;
  const subject = `${repository.uri}@${image.digest}`;
  const scan: Scan = { startedAt: clock.now(), findings, status: 'IN_PROGRESS' };
  image.scan = scan;
  registry.note('ecr.scan', subject, scan.status);
  clock.at(scan.startedAt + takesMs, () => {
    scan.status = end;
    scan.completedAt = clock.now();
    registry.note('ecr.scan', subject, end);
  });
  return scan;
}

export interface ScanInput {
  readonly repositoryName: string;
  readonly registryId?: string;
  readonly imageId: ImageId;
  readonly nextToken?: string;
  readonly maxResults?: number;
}

export function startImageScan(registry: Registry, input: ScanInput) {
  const { repository, image } = needImage(registry, input);
  const day = 86_400_000;
  if (image.scan !== undefined && registry.world.clock.now() - image.scan.startedAt < day) {
    throw new AwsFault('LimitExceededException', texts.scanTooSoon(input.imageId));
  }
  return {
    ...identity(registry, repository, image, input),
    imageScanStatus: statusOf(startScan(registry, repository, image)),
  };
}

export function describeImageScanFindings(registry: Registry, input: ScanInput) {
  const { repository, image } = needImage(registry, input);
  const { scan } = image;
  if (scan === undefined) {
    const text = texts.scanMissing(input.imageId, repository.name, registry.world.account);
    throw new AwsFault('ScanNotFoundException', text);
  }
  const common = { ...identity(registry, repository, image, input), imageScanStatus: statusOf(scan) };
  if (scan.status !== 'COMPLETE' && scan.status !== 'ACTIVE') return common;
  const from = Number(input.nextToken ?? 0);
  const end = from + (input.maxResults ?? 100);
  return {
    ...common,
    imageScanFindings: {
      imageScanCompletedAt: scan.completedAt === undefined ? undefined : new Date(scan.completedAt),
      vulnerabilitySourceUpdatedAt: new Date(scan.startedAt),
      findingSeverityCounts: countsOf(scan.findings),
      findings: scan.findings.slice(from, end).map(findingView),
    },
    ...(end < scan.findings.length ? { nextToken: String(end) } : {}),
  };
}

export function countsOf(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

const findingView = (finding: Finding) => ({
  name: finding.name,
  severity: finding.severity,
  uri: `https://cve.mitre.org/cgi-bin/cvename.cgi?name=${finding.name}`,
  attributes: [
    ...(finding.package === undefined ? [] : [{ key: 'package_name', value: finding.package }]),
    ...(finding.version === undefined ? [] : [{ key: 'package_version', value: finding.version }]),
  ],
});

const statusOf = (scan: Scan) => ({
  status: scan.status,
  ...(scan.status === 'COMPLETE' ? { description: texts.scanDone } : {}),
});

const identity = (registry: Registry, repository: Repository, image: StoredImage, input: ScanInput) => ({
  registryId: registry.world.account,
  repositoryName: repository.name,
  imageId: { ...input.imageId, imageDigest: image.digest },
});

function needImage(registry: Registry, input: ScanInput) {
  const repository = registry.need(input.repositoryName, input.registryId);
  const image = findImage(repository, input.imageId);
  if (image !== undefined) return { repository, image };
  const text = texts.imageMissing(input.imageId, repository.name, registry.world.account);
  throw new AwsFault('ImageNotFoundException', text);
}
