import { resolve } from 'node:path';
import { openAws } from '#aws/open-aws';
import type { Inputs } from '#base/action-spec';
import { buildAndPush, planImages } from '#ecr/build-and-push';
import { buildEnd, buildOutputsOf } from '#ecr/build-outputs';
import { regionOf } from '#ecr/open-repositories';
import { readBuilds } from '#ecr/read-builds';
import { type Host, type Outcome, outcome } from '#report/host';
import type { spec } from './spec.ts';

/** Builds and pushes. There is nothing to undo after a cancel: what was pushed is found and reused by the next run. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const folder = resolve(host.env.GITHUB_WORKSPACE || '.');
  const { commit } = host.run;
  const { orders, policy } = await readBuilds(inputs, { commit, folder, env: host.env });
  const region = inputs['aws-region'] ?? regionOf(orders);
  const aws = policy.push ? await openAws({ ...inputs, 'aws-region': region }, host) : undefined;
  const request = { orders, policy, folder, aws, allowedRegions: inputs['allowed-regions'], host };
  const rows = inputs['dry-run'] ? await planImages(request) : await buildAndPush(request);
  const report = host.report.finish({
    ...buildEnd(rows, host.report.hasWritten()),
    ...(aws === undefined ? {} : { region: aws.region }),
  });
  return outcome(report, buildOutputsOf(rows, policy.tags[0] ?? ''));
}
