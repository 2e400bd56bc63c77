import { AwsError } from '#aws/aws-error';
import { awsDiagnosis } from '#aws/diagnose';
import { writeOnce } from '#aws/write-once';
import { diagnosis } from '#report/diagnosis';
import type { GoingBack, Part } from '#rollout/platform';
import { labelOf } from './definition/task-definition.ts';
import type { EcsContext } from './ecs-context.ts';
import { readService } from './service/read-service.ts';
import { type DeploymentFacts, hasFailed, isMoving, primaryOf, type ServiceFacts } from './service/service-facts.ts';
import { readUndo, sent, type Undo } from './undo.ts';
import { hasSettings, sendUpdate } from './update-service.ts';

/**
 * Puts back exactly what `part` changed, as long as its deployment is still the primary one: in flight by stopping it
 * with rollback where only the task definition changed, else by UpdateService. One read and one write, so that a cancel
 * has time for it. What went back by itself is only named, what came after ours is left alone.
 * Throws `AwsError` when the service cannot be read.
 */
export async function goBack(
  context: EcsContext,
  part: Part,
  signal: AbortSignal,
  wentBack = false,
): Promise<GoingBack> {
  const undo = await readUndo(part);
  const service = wentBack
    ? await readService(context.ecs, part, { signal })
    : await readForBack(context, part, undo, signal);
  const primary = primaryOf(service);
  if (primary === undefined || service.status !== 'ACTIVE') return gone(part, service);
  try {
    const isBack = [undefined, primary.taskDefinition].includes(undo.back.taskDefinition);
    // ECS itself goes back to what was there before ours, be it a release that nobody ever saw through.
    const isBefore = primary.id === undo.before.primary || undo.before.others?.includes(primary.id) === true;
    if (isOurs(part, undo, primary) || (isBefore && !isBack))
      return await putBack(context, part, undo, service, signal);
    if (isBefore || primary.taskDefinition === undo.back.taskDefinition) {
      return await finishBack(context, part, undo, service, signal);
    }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { kind: 'impossible', why: whyNot(error, part) };
  }
  return { kind: 'superseded', by: `deployment ${primary.id} of ${labelOf(primary.taskDefinition)} came after ours` };
}

/** A read may be older than our own write: that nothing of ours is there is believed when it is said so often. */
const reads = 3;
/** Older than so many milliseconds no read is: what was written before is seen by now. */
const oldestRead = 60_000;

/** The service as it is; read again after a second while it looks as if what we have just moved had never been. */
async function readForBack(
  { ecs, aws }: EcsContext,
  part: Part,
  { before }: Undo,
  signal: AbortSignal,
): Promise<ServiceFacts> {
  for (let read = 1; ; read++) {
    const service = await readService(ecs, part, { signal });
    const isThere = service.deployments.some(({ id }) => id === part.id);
    const untouched = primaryOf(service)?.id === before.primary && !isMoving(service) && !isThere;
    const isSettled = aws.clock.now() - part.startedAt > oldestRead;
    if (part.id === undefined || !untouched || isSettled || read >= reads) return service;
    await aws.clock.sleep(1_000, signal);
  }
}

function isOurs(part: Part, { before, set }: Undo, primary: DeploymentFacts): boolean {
  if (part.id !== undefined) return primary.id === part.id;
  return set.taskDefinition !== undefined && primary.id !== before.primary && primary.taskDefinition === part.to.id;
}

async function putBack(
  context: EcsContext,
  part: Part,
  undo: Undo,
  service: ServiceFacts,
  signal: AbortSignal,
): Promise<GoingBack> {
  const moving = isMoving(service);
  const rollout = rolloutOf(part, undo, service);
  if (moving && rollout !== undefined && stopsToTheSame(undo) && (await stop(context, rollout, signal))) {
    return { kind: 'moving', part: wayBack(context, part, undo, undo.before.primary, rollout) };
  }
  if (!moving && undo.back.taskDefinition === undo.set.taskDefinition && hasSettings(service, undo.back)) {
    return { kind: 'there' };
  }
  const updated = await writeOnce(context.aws, {
    signal,
    write: () => sendUpdate(context, part, undo.back, signal),
    readBack: async () => {
      const now = await readService(context.ecs, part, { signal });
      const isBack = undo.back.taskDefinition === undefined || primaryOf(now)?.id !== primaryOf(service)?.id;
      return isBack && hasSettings(now, undo.back) ? now : undefined;
    },
  });
  const arn = updated.currentServiceDeployment;
  const known = arn === service.currentServiceDeployment ? undefined : arn;
  return { kind: 'moving', part: wayBack(context, part, undo, primaryOf(updated)?.id, known) };
}

/** Stopping goes to the last complete deployment: right only when that is what we would go back to, and all of it. */
const stopsToTheSame = ({ before, back }: Undo): boolean =>
  before.complete === true &&
  back.taskDefinition === before.taskDefinition &&
  Object.keys(sent(back)).every((member) => member === 'taskDefinition');

/** Right after an update AWS may still name the service deployment before ours. */
const rolloutOf = (part: Part, { before }: Undo, service: ServiceFacts): string | undefined => {
  const { currentServiceDeployment: shown } = service;
  return part.rollout ?? (shown === before.rollout ? undefined : shown);
};

/** `false` where it is not allowed, too late, or there is nothing that ECS could go back to. */
async function stop({ ecs, aws }: EcsContext, rollout: string, signal: AbortSignal): Promise<boolean> {
  try {
    const input = { serviceDeploymentArn: rollout, stopType: 'ROLLBACK' } as const;
    await ecs.call('StopServiceDeployment', input, { signal, retry: 'patient' });
    return true;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    aws.log.debug(`StopServiceDeployment: ${error.code}: ${error.message}; the service is updated instead`);
    return false;
  }
}

/** ECS (or an earlier call of ours) goes back already; settings that ECS does not put back are put back here. */
async function finishBack(
  context: EcsContext,
  part: Part,
  undo: Undo,
  service: ServiceFacts,
  signal: AbortSignal,
): Promise<GoingBack> {
  const { taskDefinition: _, ...settings } = undo.back;
  if (!hasSettings(service, settings)) await sendUpdate(context, part, settings, signal);
  const primary = primaryOf(service);
  // A way back that ECS has given up is followed, too: that tells why it is none.
  if (!isMoving(service) && (primary === undefined || !hasFailed(primary))) return { kind: 'there' };
  const own = primary?.id === undo.before.primary ? rolloutOf(part, undo, service) : service.currentServiceDeployment;
  return { kind: 'moving', part: wayBack(context, part, undo, primary?.id, own) };
}

function wayBack(
  { aws }: EcsContext,
  part: Part,
  { set, back }: Undo,
  id: string | undefined,
  rollout: string | undefined,
): Part {
  const undo: Undo = {
    v: 1,
    before: { ...(part.id === undefined ? {} : { primary: part.id }), taskDefinition: part.to.id },
    set: back,
    back: set,
  };
  const { id: _id, rollout: _rollout, ...rest } = part;
  return {
    ...rest,
    goal: 'restore',
    to: part.from,
    from: part.to,
    startedAt: aws.clock.now(),
    undo,
    ...(id === undefined ? {} : { id }),
    ...(rollout === undefined ? {} : { rollout }),
  };
}

const gone = (part: Part, service: ServiceFacts): GoingBack => ({
  kind: 'impossible',
  why: diagnosis('not-found', {
    what: `the service ${part.row} is ${service.status}: there is nothing to put back`,
    where: `service ${part.row}`,
    evidence: [`status: ${service.status}`],
    fix: `Create ${part.row} again with ${part.from.label}.`,
  }),
});

function whyNot(error: AwsError, part: Part) {
  if (error.kind === 'rejected' && /inactive|not found/i.test(error.message)) {
    return diagnosis('rollback-target-missing', {
      what: `${part.from.label} cannot serve again: ${error.message}`,
      where: `service ${part.row}`,
      evidence: [`${error.operation}: ${error.code}: ${error.message}`],
      fix: `Register ${part.from.label} again, or deploy a release that is known to be good.`,
    });
  }
  return awsDiagnosis(error, `service ${part.row}`);
}
