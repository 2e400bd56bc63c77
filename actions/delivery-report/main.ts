import type { Inputs } from '#base/action-spec';
import { outcomeOf, readNeeds } from '#github/read-needs';
import { tellDelivery } from '#github/tell-delivery';
import { type Host, type Outcome, outcome } from '#report/host';
import type { spec } from './spec.ts';

/** Green when it reported, whatever it had to report. */
export async function main(inputs: Inputs<typeof spec>, host: Host): Promise<Outcome> {
  const jobs = readNeeds(inputs.needs ?? {});
  for (const { name, blank } of jobs) {
    if (blank.length === 0) continue;
    host.report.warn(
      `${name} handed on nothing as ${blank.join(', ')}: it was empty, or withheld because it contains a secret`,
    );
  }
  const { delivery, page, diagnosis } = await tellDelivery(inputs, jobs, host);
  const verdict = diagnosis !== undefined ? 'failed' : inputs['dry-run'] ? 'planned' : 'succeeded';
  const report = host.report.finish({
    verdict,
    changed: host.report.hasWritten(),
    jobs,
    ...(delivery === undefined ? {} : { delivery }),
    ...(diagnosis === undefined ? {} : { diagnosis }),
  });
  return outcome(report, {
    metrics: delivery === undefined ? '' : JSON.stringify(delivery),
    'release-page': page ?? '',
    outcome: outcomeOf(jobs),
  });
}
