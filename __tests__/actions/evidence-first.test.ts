import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type DeploymentReport, reportSchema } from '#report/deployment-report';
import { writeReportFile } from '#runner/write-report-file';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { stopped } from '../../local-aws/texts.ts';
import { run, type With } from '../support/deploy.ts';
import { openShop } from '../support/shop.ts';

// What is needed to understand a failure is read before anything is undone, since going back cleans it away, and stands in the
// report's file, which a workflow keeps as an artifact.

const crash: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['starting', "KeyError: 'DATABASE_HOST'"] };
const noImage: Fate = { kind: 'image-not-found' };
const unhealthy: Fate = { kind: 'cannot-start', reason: stopped.noNetwork };
const off = { deploymentCircuitBreaker: { enable: false, rollback: false } };
const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };

test.each<readonly [string, Fate, Readonly<Record<string, unknown>>, With, readonly RegExp[]]>([
  [
    'a crash loop',
    crash,
    off,
    {},
    [/^KeyError: 'DATABASE_HOST'$/, /^starting$/, /^task \w+: EssentialContainerExited: exit 1/],
  ],
  [
    'a crash loop that ECS ends',
    crash,
    breaker,
    { 'fail-fast': 'false' },
    [/^KeyError/, /circuit breaker/, /^arn:.*service-deployment/],
  ],
  [
    'an image that is missing',
    noImage,
    off,
    {},
    [/CannotPullContainerError: .*: not found/, /^task \w+: TaskFailedToStart/],
  ],
  [
    'no way out, until the time is up',
    unhealthy,
    off,
    { 'rollout-timeout-minutes': '5' },
    [/There is a connection issue/],
  ],
])('%s', async (_name, fate, deploymentConfiguration, more, lines) => {
  const shop = await openShop({ services: ['web'], deploymentConfiguration, fates: { new: fate } });
  shop.push('web', 'new');
  const before = shop.aws.calls.length;
  const ran = await run(shop, 'deploy-ecs', { service: 'web', image: 'new', ...more });
  expect(ran.verdict).toBe('rolled-back');
  const [evidence] = fileOf(ran.report).evidence;
  for (const line of lines) expect(evidence?.lines.filter((one) => line.test(one))).not.toEqual([]);
  const calls = shop.aws.calls.slice(before).map(({ operation }) => operation);
  const moved = calls.indexOf('ecs:UpdateService');
  const undone = calls.findIndex((one, index) => index > moved && writes.test(one));
  const read = calls.findLastIndex((one) => /^logs:|^ecs:DescribeTasks$/.test(one));
  expect(read).toBeGreaterThan(moved);
  expect(undone === -1).toBe(deploymentConfiguration === breaker);
  if (undone !== -1) expect(read).toBeLessThan(undone);
});

const writes = /^ecs:(?:UpdateService|StopServiceDeployment)$/;

function fileOf(report: DeploymentReport): DeploymentReport {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  try {
    return reportSchema.parse(JSON.parse(readFileSync(writeReportFile(report, { RUNNER_TEMP: folder }), 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
