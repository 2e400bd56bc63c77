import { AwsError } from '#aws/aws-error';
import type { CallOptions } from '#aws/client';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Ecs } from '../client.ts';
import { nearNames } from './near-names.ts';
import type { ServiceFacts } from './service-facts.ts';

/** A service by its name and that of its cluster. */
export interface ServiceName {
  readonly row: string;
  readonly place: string;
}

/** Services in one call of DescribeServices. */
const batch = 10;

/**
 * Reads services of any clusters, in the order asked. Throws one `not-found` for all clusters and services that do not
 * exist, naming similar ones where they may be listed; `controller-unsupported` for services that ECS does not deploy.
 */
export async function readServices(ecs: Ecs, names: readonly ServiceName[]): Promise<readonly ServiceFacts[]> {
  const found = await describeAll(ecs, names);
  const missing = names.filter((name) => found.get(keyOf(name)) === undefined);
  if (missing.length > 0) throw await notFound(ecs, missing);
  const services = names.flatMap((name) => found.get(keyOf(name)) ?? []);
  for (const service of services) requireDeployable(service);
  return services;
}

/** What is there may be MISSING for a moment (eventual consistency): asked for so often. */
const reads = 3;

/** Reads one service that was there before, without any judgement but that it still is (`not-found`). */
export async function readService(ecs: Ecs, name: ServiceName, options: CallOptions = {}): Promise<ServiceFacts> {
  for (let read = 1; read <= reads; read++) {
    const [service] = await describe(ecs, name.place, [name.row], options);
    if (service !== undefined) return service;
  }
  throw new Failure(
    diagnosis('not-found', {
      what: `there is no service ${name.row} in cluster ${name.place}`,
      where: `service ${name.row}`,
      evidence: [`DescribeServices does not know ${name.row} in ${name.place}`],
      fix: `Correct the name ${name.row} or the cluster ${name.place}.`,
    }),
  );
}

const keyOf = ({ row, place }: ServiceName) => `${place}/${row}`;

async function describeAll(ecs: Ecs, names: readonly ServiceName[]): Promise<Map<string, ServiceFacts>> {
  const clusters = Map.groupBy(names, ({ place }) => place);
  const calls = [...clusters].flatMap(([cluster, members]) => {
    const rows = [...new Set(members.map(({ row }) => row))];
    const batches = Array.from({ length: Math.ceil(rows.length / batch) }, (_, at) =>
      rows.slice(at * batch, (at + 1) * batch),
    );
    return batches.map((some) => describe(ecs, cluster, some, {}).then((services) => ({ cluster, services })));
  });
  const answers = await Promise.all(calls);
  return new Map(
    answers.flatMap(({ cluster, services }) =>
      services.map((service) => [keyOf({ place: cluster, row: service.serviceName }), service] as const),
    ),
  );
}

/** A cluster that does not exist has no services. */
async function describe(
  ecs: Ecs,
  cluster: string,
  services: readonly string[],
  options: CallOptions,
): Promise<readonly ServiceFacts[]> {
  try {
    const answer = await ecs.callRaw('DescribeServices', { cluster, services, include: ['TAGS'] }, options);
    return (answer.services ?? []) as readonly ServiceFacts[];
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ClusterNotFoundException') return [];
    throw error;
  }
}

async function notFound(ecs: Ecs, missing: readonly ServiceName[]): Promise<Failure> {
  const lines = await Promise.all(missing.map((name) => describeMissing(ecs, name)));
  const names = missing.map(({ row }) => row).join(', ');
  return new Failure(
    diagnosis('not-found', {
      what: missing.length === 1 ? (lines[0] ?? '') : `these services do not exist: ${names}`,
      where: missing.length === 1 ? `service ${names}` : `services ${names}`,
      evidence: lines,
      fix: `Correct the names of service and cluster, or the region and account looked in (${names}).`,
    }),
  );
}

async function describeMissing(ecs: Ecs, { row, place }: ServiceName): Promise<string> {
  const services = await listNames(() => ecs.call('ListServices', { cluster: place, maxResults: 100 }), 'serviceArns');
  if (services === 'no cluster') {
    const clusters = await listNames(() => ecs.call('ListClusters', {}), 'clusterArns');
    return `there is no cluster ${place}${meant(place, clusters)}`;
  }
  return `there is no service ${row} in cluster ${place}${meant(row, services)}`;
}

type Names = readonly string[] | 'no cluster';

/** Names for a hint only: where they may not be listed there are none. */
async function listNames<Member extends string>(
  list: () => Promise<{ readonly [K in Member]?: string[] | undefined }>,
  member: Member,
): Promise<Names> {
  try {
    const answer = await list();
    return (answer[member] ?? []).map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  } catch (error) {
    return error instanceof AwsError && error.code === 'ClusterNotFoundException' ? 'no cluster' : [];
  }
}

function meant(wanted: string, names: Names): string {
  const near = names === 'no cluster' ? [] : nearNames(wanted, names);
  return near.length === 0 ? '' : `; similar: ${near.join(', ')}`;
}

const insteadOf: Readonly<Record<string, string>> = {
  CODE_DEPLOY: 'deploy it with AWS CodeDeploy, or recreate it with the ECS controller and its own blue/green strategy',
  EXTERNAL: 'deploy it with what manages its task sets, or recreate it with the ECS controller',
};

function requireDeployable(service: ServiceFacts): void {
  const { serviceName, status } = service;
  const controller = service.deploymentController?.type ?? 'ECS';
  if (controller !== 'ECS') {
    throw new Failure(
      diagnosis('controller-unsupported', {
        what: `the service ${serviceName} is deployed by the controller ${controller}, not by ECS`,
        where: `service ${serviceName}`,
        evidence: [`deploymentController.type: ${controller}`],
        fix: `Leave ${serviceName} out and ${insteadOf[controller] ?? 'deploy it with its own controller'}.`,
      }),
    );
  }
  if (status === 'ACTIVE') return;
  throw new Failure(
    diagnosis('not-found', {
      what: `the service ${serviceName} is ${status}: it was deleted`,
      where: `service ${serviceName}`,
      evidence: [`status: ${status}`],
      fix: `Create ${serviceName} again, or correct the name.`,
    }),
  );
}
