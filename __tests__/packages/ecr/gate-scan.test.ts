import { expect, test } from '@jest/globals';
import { connect } from '#aws/connect';
import { connectEcr } from '#aws/ecr-client';
import type { BuildOrder, Severity } from '#ecr/build-order';
import { findTags } from '#ecr/find-images';
import { gateScan } from '#ecr/gate-scan';
import type { Repository } from '#ecr/repository';
import type { Failure } from '#report/failure';
import type { ScanFate } from '../../../local-aws/ecr/registry.ts';
import { virtualAccount } from '../../local-aws/rds/virtual-account.ts';
import { inProcessHost } from '../../support/host.ts';

const order: BuildOrder = {
  key: 'api',
  repository: 'api',
  context: '.',
  file: 'Dockerfile',
  platforms: [],
  buildArgs: {},
  buildContexts: {},
  labels: {},
};

async function scanned(fate: ScanFate | undefined, scanOnPush = true) {
  const aws = virtualAccount();
  aws.ecr.createRepository('api', { scanOnPush });
  if (fate !== undefined) aws.ecr.nextScan(fate);
  aws.ecr.push('api', 'v1');
  const host = inProcessHost(aws.clock, { network: { aws: aws.settings.requestHandler } });
  const ecr = await connectEcr(connect(host, 'eu-west-1'), 'eu-west-1');
  const repository: Repository = {
    name: 'api',
    host: 'h',
    uri: 'h/api',
    region: 'eu-west-1',
    ecr,
    password: '',
    movable: () => true,
  };
  const image = (await findTags(repository, ['v1'])).get('v1');
  if (image === undefined) throw new Error('no image');
  const gate = (severity: Severity) => gateScan({ order, repository, image, severity }, host);
  return { aws, host, gate };
}

const findings = [
  { name: 'CVE-1', severity: 'HIGH', package: 'zlib', version: '1' },
  { name: 'CVE-2', severity: 'MEDIUM' },
  { name: 'CVE-3', severity: 'INFORMATIONAL' },
] as const;

const passing: readonly { name: string; fate: ScanFate; severity: Severity; line: RegExp; warns?: true }[] = [
  { name: 'nothing found', fate: {}, severity: 'LOW', line: /^scan: nothing of low or above$/ },
  {
    name: 'less than what blocks',
    fate: { findings },
    severity: 'CRITICAL',
    line: /^scan: nothing of critical or above \(1 high, 1 medium, 1 informational\)$/,
  },
  {
    name: 'enhanced scanning, which never completes',
    fate: { end: 'ACTIVE' },
    severity: 'LOW',
    line: /nothing of low/,
  },
  {
    name: 'an image without an operating system',
    fate: { end: 'UNSUPPORTED_IMAGE' },
    severity: 'LOW',
    line: /^api: ECR cannot scan this image, so that the scan blocks nothing: UNSUPPORTED_IMAGE$/,
    warns: true,
  },
];

test.each(passing)('passes: $name', async ({ fate, severity, line, warns }) => {
  const { gate, host } = await scanned(fate);
  expect(await gate(severity)).toEqual([expect.stringMatching(line)]);
  expect(host.lines.some((one) => one.startsWith('warning: '))).toBe(warns === true);
});

const blocked: readonly { name: string; fate: ScanFate; severity: Severity; what: RegExp }[] = [
  { name: 'as severe as what blocks', fate: { findings }, severity: 'HIGH', what: /found 1 high: CVE-1 in zlib 1$/ },
  {
    name: 'more severe',
    fate: { findings },
    severity: 'MEDIUM',
    what: /found 1 high, 1 medium: CVE-1 in zlib 1; CVE-2$/,
  },
  { name: 'enhanced', fate: { findings, end: 'ACTIVE' }, severity: 'LOW', what: /found 1 high, 1 medium/ },
  { name: 'without findings', fate: { end: 'FINDINGS_UNAVAILABLE' }, severity: 'LOW', what: /FINDINGS_UNAVAILABLE/ },
  { name: 'expired', fate: { end: 'SCAN_ELIGIBILITY_EXPIRED' }, severity: 'LOW', what: /SCAN_ELIGIBILITY_EXPIRED/ },
  { name: 'over a limit', fate: { end: 'LIMIT_EXCEEDED' }, severity: 'LOW', what: /LIMIT_EXCEEDED/ },
];

test.each(blocked)('blocks: $name', async ({ fate, severity, what }) => {
  const { gate } = await scanned(fate);
  const failure = (await gate(severity).catch((error: unknown) => error)) as Failure;
  expect(failure.diagnosis).toMatchObject({ code: 'scan-blocked', what: expect.stringMatching(what) });
});

test('a scan that nobody began is begun', async () => {
  const { gate, aws } = await scanned({ findings, takesMs: 60_000 }, false);
  const start = aws.clock.now();
  await expect(gate('HIGH')).rejects.toMatchObject({ diagnosis: { code: 'scan-blocked' } });
  expect(aws.calls.filter(({ operation }) => operation === 'ecr:StartImageScan')).toHaveLength(1);
  expect(aws.clock.now() - start).toBeLessThan(66_000);
});

test.each([
  { name: 'enhanced scanning does not let itself be begun', code: 'ValidationException', ends: 'deadline-exceeded' },
  { name: 'the role may not begin one', code: 'AccessDeniedException', ends: 'access-denied' },
])('$name', async ({ code, ends }) => {
  const { gate, aws } = await scanned(undefined, false);
  aws.faults.add({ operation: 'ecr:StartImageScan', do: { kind: 'error', code, message: 'no' } });
  await expect(gate('HIGH')).rejects.toMatchObject({ diagnosis: { code: ends } });
});

test('a format that ECR does not scan passes with a warning', async () => {
  const { gate, aws } = await scanned(undefined, false);
  const why = { code: 'UnsupportedImageTypeException', message: 'The image is of a type that cannot be scanned.' };
  aws.faults.add({ operation: 'ecr:StartImageScan', do: { kind: 'error', ...why } });
  expect(await gate('HIGH')).toEqual([expect.stringContaining(why.message)]);
});
