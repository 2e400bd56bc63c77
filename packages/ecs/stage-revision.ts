import type { Part } from '#rollout/platform';
import { canonicalDefinition } from './definition/canonical-definition.ts';
import { registerRevision } from './definition/register-revision.ts';
import { numberOf, type Revision } from './definition/task-definition.ts';
import { viewRevision } from './definition/view-revision.ts';
import type { EcsContext } from './ecs-context.ts';
import { isProven, type ServicePlan, serves } from './plan-service.ts';
import { commitOfImage } from './record/commit-of-image.ts';
import { type ReleaseRecord, recordTags, tagKey } from './record/release-tags.ts';
import { tagRevision } from './record/tag-revision.ts';
import type { LiveService } from './service/read-live.ts';
import { hasFailed, primaryOf } from './service/service-facts.ts';
import type { Settings, Undo } from './undo.ts';

/** Registrations of this run by what they register: services that share a definition share its revision. */
export type Registered = Map<string, Promise<Revision>>;

/**
 * Registers the planned revision, or takes the one that is there, with the record `open` on it. Moves no traffic.
 * Throws `AwsError`.
 */
export async function stageRevision(context: EcsContext, plan: ServicePlan, registered: Registered): Promise<Part> {
  const { change, live, target } = plan;
  const { options } = context;
  const revision = target.kind === 'register' ? await register(context, plan, registered) : target.revision;
  const claims = target.kind === 'reuse' && change.goal !== 'restore' && !plan.unchanged;
  if (claims) await claim(context, plan, revision);
  return {
    v: 1,
    platform: 'ecs',
    goal: change.goal ?? 'release',
    row: plan.row,
    place: plan.place,
    to: {
      ...viewRevision(revision),
      ...(change.goal === 'restore' ? {} : commitOfImage(plan.imageTag, context.options.commit)),
      ...(claims ? { release: options.release } : {}),
    },
    from: change.goal === 'restore' ? live.serving : live.good,
    startedAt: context.aws.clock.now(),
    undo: undoOf(revision, plan),
  };
}

function register(context: EcsContext, plan: ServicePlan, registered: Registered): Promise<Revision> {
  if (plan.target.kind !== 'register') throw new TypeError('nothing to register');
  const { definition } = plan.target;
  const key = JSON.stringify(canonicalDefinition(definition));
  const before = registered.get(key);
  if (before !== undefined) return before;
  const after = plan.live.newest?.definition.family === definition.family ? numberOf(plan.live.newest.arn) : 0;
  const tags = { ...keptTags(plan), ...plan.change.resourceTags, ...recordTags(openRecord(context, plan)) };
  const made = registerRevision(context, definition, tags, after);
  registered.set(key, made);
  made.catch(() => registered.delete(key));
  return made;
}

/** Tags of the revision that the new one is made of, without its record and AWS's own. */
function keptTags({ change, live }: ServicePlan): Readonly<Record<string, string>> {
  if (change.source.kind !== 'live') return {};
  const record = tagKey('release').split(':')[0];
  const kept = Object.entries(live.revision.tags).filter(
    ([key]) => !/^aws:/i.test(key) && !key.startsWith(`${record}:`),
  );
  return Object.fromEntries(kept);
}

function openRecord({ aws, options }: EcsContext, { live, imageTag }: ServicePlan): ReleaseRecord {
  const { release, commit, repository, budgetMs } = options;
  return {
    release,
    state: 'open',
    from: live.good.label,
    deadline: new Date(aws.clock.now() + budgetMs).toISOString(),
    ...commitOfImage(imageTag, commit),
    ...(repository === undefined ? {} : { repository }),
    ...(imageTag === undefined ? {} : { imageTag }),
  };
}

/**
 * Writes our record on a revision that is used again. The one that serves keeps its own until the end: it is proven, and
 * a run that dies must not make it look otherwise.
 */
async function claim(context: EcsContext, plan: ServicePlan, revision: Revision): Promise<void> {
  const record = revision.arn === plan.live.revision.arn ? {} : recordTags(openRecord(context, plan));
  await tagRevision(context, revision.arn, { set: { ...plan.change.resourceTags, ...record } });
}

/** What `shift` sends and what `goBack` sends, and how the service looked before. */
function undoOf(revision: Revision, { live, settings, change }: ServicePlan): Undo {
  const primary = primaryOf(live.facts);
  const others = live.facts.deployments.filter((one) => one !== primary).map(({ id }) => id);
  const { currentServiceDeployment: rollout } = live.facts;
  // What a dead run left serving is ours to prove, and to put back.
  const isUnproven = change.goal !== 'restore' && !isProven(live);
  const moves = settings.forceNewDeployment === true || isUnproven || !serves(revision, live);
  // The same task definition starts nothing by itself, also where its last deployment failed.
  const again = primary?.taskDefinition === revision.arn && hasFailed(primary) ? { forceNewDeployment: true } : {};
  const previous = change.goal === 'restore' ? live.serving : live.good;
  return {
    v: 1,
    before: {
      ...(primary === undefined
        ? {}
        : {
            primary: primary.id,
            taskDefinition: primary.taskDefinition,
            complete: primary.rolloutState === 'COMPLETED',
          }),
      ...(others.length === 0 ? {} : { others }),
      ...(rollout === undefined ? {} : { rollout }),
    },
    set: { ...(moves ? { taskDefinition: revision.arn, ...again } : {}), ...settings },
    back: { ...(moves ? { taskDefinition: previous.id } : {}), ...settingsBefore(settings, live) },
  };
}

/** What each changed setting was. Members that were absent are switched off, where leaving them out would keep them. */
function settingsBefore(settings: Settings, { facts }: LiveService): Settings {
  const { desiredCount, deploymentConfiguration, propagateTags } = settings;
  const off = {
    ...(deploymentConfiguration?.alarms === undefined
      ? {}
      : { alarms: { alarmNames: [], enable: false, rollback: false } }),
    ...(deploymentConfiguration?.deploymentCircuitBreaker === undefined
      ? {}
      : { deploymentCircuitBreaker: { enable: false, rollback: false } }),
  };
  return {
    ...(desiredCount === undefined ? {} : { desiredCount: facts.desiredCount }),
    ...(deploymentConfiguration === undefined
      ? {}
      : { deploymentConfiguration: { ...off, ...facts.deploymentConfiguration } }),
    ...(propagateTags === undefined ? {} : { propagateTags: facts.propagateTags ?? 'NONE' }),
  };
}
