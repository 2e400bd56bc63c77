import { isDeepStrictEqual } from 'node:util';
import type { Aws } from '#aws/client';
import type { PlanView } from '#rollout/platform';
import type { Ecs } from './client.ts';
import { sameDefinition } from './definition/canonical-definition.ts';
import { diffDefinition } from './definition/diff-definition.ts';
import { lookForTaskDefinition } from './definition/read-task-definition.ts';
import type { Definition, Revision } from './definition/task-definition.ts';
import { viewRevision } from './definition/view-revision.ts';
import { wantDefinition } from './definition/want-definition.ts';
import type { LiveService } from './service/read-live.ts';
import type { ServiceChange } from './service/service-change.ts';
import { hasFailed, primaryOf } from './service/service-facts.ts';
import type { Settings } from './undo.ts';

export interface ServicePlan extends PlanView {
  readonly change: ServiceChange;
  readonly live: LiveService;
  readonly target:
    | { readonly kind: 'register'; readonly definition: Definition }
    | { readonly kind: 'reuse'; readonly revision: Revision };
  /** What UpdateService will be sent besides the task definition. */
  readonly settings: Settings;
  /** The tag that the image was named by. */
  readonly imageTag?: string;
}

/**
 * What a change means for the service as it is. Reads only. Throws `image-not-found`, `invalid-input`, `not-found`.
 */
export async function planService(ecs: Ecs, aws: Aws, change: ServiceChange, live: LiveService): Promise<ServicePlan> {
  const wanted = await wantDefinition(ecs, aws, change, live.revision.definition);
  const target = wanted.kind === 'registered' ? wanted.revision : await reusable(ecs, wanted.definition, live);
  const definition = wanted.kind === 'registered' ? wanted.revision.definition : wanted.definition;
  const settings = changedSettings(change, live);
  const changes = [
    ...diffDefinition(live.revision.definition, definition),
    ...describeSettings(settings, live),
    ...(target !== undefined && target.arn !== live.revision.arn
      ? [`revision ${live.revision.label} → ${target.label}`]
      : []),
  ];
  return {
    row: change.row,
    place: change.place,
    change,
    live,
    changes,
    settings,
    unchanged: target !== undefined && serves(target, live) && isProven(live) && Object.keys(settings).length === 0,
    target: target === undefined ? { kind: 'register', definition } : { kind: 'reuse', revision: target },
    warnings: wanted.warnings,
    ...(target === undefined ? {} : { to: viewRevision(target) }),
    ...(wanted.imageTag === undefined ? {} : { imageTag: wanted.imageTag }),
  };
}

/** A revision that says the same already: the one that serves, else the newest of the family. */
async function reusable(ecs: Ecs, wanted: Definition, live: LiveService): Promise<Revision | undefined> {
  const { revision } = live;
  const sameFamily = revision.definition.family === wanted.family;
  const newest = sameFamily ? live.newest : await lookForTaskDefinition(ecs, wanted.family);
  return [revision, newest].find(
    (known) => known?.active && known.definition.family === wanted.family && sameDefinition(known.definition, wanted),
  );
}

/** What a dead run left serving has to be seen through, and put back when it does not pass. */
export const isProven = ({ good, serving }: LiveService): boolean => good.id === serving.id;

/** Whether the service wants this revision and has it. */
export function serves(revision: Revision, live: LiveService): boolean {
  const primary = primaryOf(live.facts);
  return live.busy === undefined && primary?.taskDefinition === revision.arn && !hasFailed(primary);
}

function changedSettings(change: ServiceChange, { facts }: LiveService): Settings {
  const { desiredCount, deploymentConfiguration, propagateTags, force } = change;
  const count = facts.schedulingStrategy === 'DAEMON' ? undefined : desiredCount;
  return {
    ...(count === undefined || count === facts.desiredCount ? {} : { desiredCount: count }),
    ...(deploymentConfiguration === undefined || holds(facts.deploymentConfiguration, deploymentConfiguration)
      ? {}
      : { deploymentConfiguration }),
    ...(propagateTags === undefined || propagateTags === (facts.propagateTags ?? 'NONE') ? {} : { propagateTags }),
    ...(force ? { forceNewDeployment: true } : {}),
  };
}

/** Whether `value` has everything that `wanted` says; members that `wanted` does not name do not count. */
function holds(value: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(value, wanted);
  if (typeof value !== 'object' || value === null) return false;
  const held = value as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([member, part]) => holds(held[member], part));
}

function describeSettings(settings: Settings, { facts }: LiveService): readonly string[] {
  const { desiredCount, deploymentConfiguration, propagateTags, forceNewDeployment } = settings;
  return [
    ...(desiredCount === undefined ? [] : [`service desired count ${facts.desiredCount} → ${desiredCount}`]),
    ...(deploymentConfiguration === undefined
      ? []
      : [`service deployment configuration ${JSON.stringify(deploymentConfiguration)}`]),
    ...(propagateTags === undefined
      ? []
      : [`service propagate tags ${facts.propagateTags ?? 'NONE'} → ${propagateTags}`]),
    ...(forceNewDeployment ? ['service new deployment forced'] : []),
  ];
}
