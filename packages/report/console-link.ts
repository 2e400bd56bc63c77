/** Hosts of the console by partition (AWS General Reference, "Service endpoints"; the sovereign partitions differ). */
const hosts: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'console.amazonaws.cn'],
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
  [/^(us|eu|ap|sa|ca|me|af|il|mx)-(north|south|east|west|central)/, 'console.aws.amazon.com'],
];

/** What a link leads to. */
export type ConsolePlace =
  | { readonly kind: 'service'; readonly cluster: string; readonly service: string }
  | { readonly kind: 'task'; readonly cluster: string; readonly task: string }
  | { readonly kind: 'revision'; readonly family: string; readonly revision: string }
  | { readonly kind: 'log-stream'; readonly group: string; readonly stream: string }
  | { readonly kind: 'snapshot'; readonly id: string };

/** Address of a page of the AWS console; `undefined` where the region's partition has a console that we do not know. */
export function consoleLink(region: string | undefined, place: ConsolePlace): string | undefined {
  if (region === undefined || !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return undefined;
  const host = hosts.find(([pattern]) => pattern.test(region))?.[1];
  return host === undefined ? undefined : `https://${region}.${host}/${pathOf(place, region)}`;
}

function pathOf(place: ConsolePlace, region: string): string {
  const part = (text: string) => encodeURIComponent(text.toWellFormed());
  switch (place.kind) {
    case 'service':
      return `ecs/v2/clusters/${part(place.cluster)}/services/${part(place.service)}/health?region=${region}`;
    case 'task':
      return `ecs/v2/clusters/${part(place.cluster)}/tasks/${part(place.task)}/configuration?region=${region}`;
    case 'revision':
      return `ecs/v2/task-definitions/${part(place.family)}/${part(place.revision)}/containers?region=${region}`;
    case 'log-stream': {
      // The console decodes the fragment twice and wants "$" in place of "%".
      const twice = (text: string) => part(part(text)).replaceAll('%', '$');
      return `cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${twice(place.group)}/log-events/${twice(place.stream)}`;
    }
    case 'snapshot':
      return `rds/home?region=${region}#db-snapshot:id=${part(place.id)}`;
  }
}
