import type { DeploymentReport } from '#report/deployment-report';
import { duration } from '#report/duration';
import { strong, table, text } from '#report/markdown-text';

/** The delivery metrics as a table, each with the definition that it was counted by. */
export function renderDelivery({ delivery }: DeploymentReport): string {
  if (delivery === undefined) return '';
  const { leadTime, recovery, changeFailureRate: rate } = delivery;
  const days = delivery.windowDays === 1 ? 'the last day' : `the last ${delivery.windowDays} days`;
  const rows = [
    [
      'Deployment frequency',
      `${delivery.deployments} (${number(delivery.perDay)} a day)`,
      `deployments that succeeded; on ${delivery.daysWithDeployment} different days`,
    ],
    [
      'Lead time',
      leadTime === undefined ? 'not known' : `${duration(leadTime.medianMs)} (90 %: ${duration(leadTime.p90Ms)})`,
      `from commit to deployment, median of ${leadTime?.commits ?? 0} commits`,
    ],
    [
      'Change failure rate',
      rate === undefined ? 'not known' : `${number(rate * 100)} %`,
      `${delivery.changeFailures} of ${delivery.reachedUsers} that reached users failed then or were rolled back; ${delivery.stoppedBefore} more were stopped before`,
    ],
    [
      'Recovery time',
      recovery === undefined ? 'not known' : duration(recovery.medianMs),
      `from the first bad sign to the next success, median of ${recovery?.count ?? 0}; ${delivery.notRecovered} not recovered yet`,
    ],
  ];
  const notes = delivery.notes.map((note) => `- ${text(note, 300)}`);
  return [
    `### Delivery to ${strong(delivery.environment, 80)} in ${days}`,
    table(['Metric', 'Value', 'Counted as'], rows),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ].join('\n\n');
}

const number = (value: number): string => String(Math.round(value * 100) / 100);
