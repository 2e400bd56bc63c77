import { isDeepStrictEqual } from 'node:util';
import { writeOnce } from '#aws/write-once';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Part } from '#rollout/platform';
import { labelOf } from './definition/task-definition.ts';
import type { EcsContext } from './ecs-context.ts';
import { readService } from './service/read-service.ts';
import { primaryOf, type ServiceFacts } from './service/service-facts.ts';
import { readUndo, type Settings, sent, type Undo } from './undo.ts';

/**
 * Moves a service to its staged revision: sends only what changes. Returns the part with the identity of what moves
 * (of what serves, when only settings changed), `undefined` when nothing had to be sent. Throws `in-progress-elsewhere`
 * when somebody else deployed since the part was staged, and `AwsError`.
 */
export async function updateService(context: EcsContext, part: Part): Promise<Part | undefined> {
  const { ecs, aws } = context;
  const undo = await readUndo(part);
  if (Object.keys(sent(undo.set)).length === 0) return undefined;
  const service = await readService(ecs, part);
  const done = outcome(part, undo, service);
  if (done === 'superseded') throw superseded(part, service);
  if (done === 'ours') return moved(part, undo, service);
  const fresh = { ...part, startedAt: aws.clock.now(), undo: freshUndo(undo, service) };
  const updated = await writeOnce(aws, {
    write: () => sendUpdate(context, part, undo.set),
    readBack: async () => {
      const now = await readService(ecs, part);
      const found = outcome(part, undo, now);
      if (found === 'superseded') throw superseded(part, now);
      return found === 'ours' ? now : undefined;
    },
  });
  return moved(fresh, await readUndo(fresh), updated);
}

/** One UpdateService with exactly these settings; never sent twice when AWS may have carried it out. */
export async function sendUpdate(
  { ecs }: Pick<EcsContext, 'ecs'>,
  { row, place }: Pick<Part, 'row' | 'place'>,
  settings: Settings,
  signal?: AbortSignal,
): Promise<ServiceFacts> {
  const body = { cluster: place, service: row, ...sent(settings) };
  const answer = await ecs.callRaw('UpdateService', body, {
    retry: 'once',
    ...(signal === undefined ? {} : { signal }),
  });
  return answer.service as ServiceFacts;
}

/** What has become of the service since the part was staged. */
function outcome(part: Part, { before, set }: Undo, service: ServiceFacts): 'untouched' | 'ours' | 'superseded' {
  const primary = primaryOf(service);
  const same = primary?.id === before.primary;
  if (set.taskDefinition === undefined) return same && hasSettings(service, set) ? 'ours' : 'untouched';
  if (same) return 'untouched';
  return primary?.taskDefinition === part.to.id ? 'ours' : 'superseded';
}

/** Whether the service has these settings; the task definition does not count. */
export function hasSettings(service: ServiceFacts, set: Settings): boolean {
  const count = set.desiredCount === undefined || set.desiredCount === service.desiredCount;
  const tags = set.propagateTags === undefined || set.propagateTags === service.propagateTags;
  const held = service.deploymentConfiguration ?? {};
  const wanted = Object.entries(set.deploymentConfiguration ?? {});
  return count && tags && wanted.every(([member, value]) => isDeepStrictEqual(held[member], value));
}

/** The count may have been scaled while migrations ran: what is put back is what was there just before. */
function freshUndo(undo: Undo, service: ServiceFacts): Undo {
  if (undo.set.desiredCount === undefined) return undo;
  return { ...undo, back: { ...undo.back, desiredCount: service.desiredCount } };
}

function moved(part: Part, { before }: Undo, service: ServiceFacts): Part {
  const id = primaryOf(service)?.id;
  const { currentServiceDeployment: rollout } = service;
  const { rollout: _, ...rest } = part;
  // Right after the update AWS may still show the deployment before ours.
  const known = rollout === undefined || (rollout === before.rollout && id !== before.primary) ? {} : { rollout };
  return { ...rest, ...(id === undefined ? {} : { id }), ...known };
}

function superseded(part: Part, service: ServiceFacts): Failure {
  const primary = primaryOf(service);
  const label = labelOf(primary?.taskDefinition ?? 'nothing');
  return new Failure(
    diagnosis('in-progress-elsewhere', {
      what: `somebody deployed ${label} to ${part.row} while ${part.to.label} was being prepared; it was left alone`,
      where: `service ${part.row}`,
      evidence: [`primary deployment ${primary?.id ?? 'none'} of ${label}`],
      fix: `Run again when the deployment of ${label} is what you want to replace; keep deployments of ${part.row} in one concurrency group.`,
    }),
    { verdict: 'superseded' },
  );
}
