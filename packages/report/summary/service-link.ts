import { consoleLink } from '#report/console-link';
import type { ReportRow } from '#report/deployment-report';
import { isTaskDefinition } from '#report/task-definitions';

/** The page of a row's service in the AWS console. Only ECS has services that the console shows at this address. */
export function serviceLink(row: ReportRow, region: string | undefined): string | undefined {
  if (isTaskDefinition(row)) return undefined;
  const known = [row.rollout, row.to?.id, row.from?.id, row.serving?.id];
  if (!known.some((id) => id !== undefined && /^arn:[\w-]+:ecs:/.test(id))) return undefined;
  return consoleLink(region, { kind: 'service', cluster: row.place.split('/').at(-1) ?? row.place, service: row.name });
}
