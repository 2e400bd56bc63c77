import type { Aws } from '#aws/client';
import type { Platform } from '#rollout/platform';
import { connectEcs } from './client.ts';
import { viewRevision } from './definition/view-revision.ts';
import type { EcsContext, EcsOptions } from './ecs-context.ts';
import { watchRollout } from './follow/watch-rollout.ts';
import { goBack } from './go-back.ts';
import { locatePart } from './locate-part.ts';
import { planService, type ServicePlan } from './plan-service.ts';
import { collectSchemaChanges, type SchemaChange } from './record/collect-schema-changes.ts';
import { findRevision } from './record/find-revision.ts';
import { readEnd } from './record/read-end.ts';
import { reconcileService } from './record/reconcile-service.ts';
import { recordRelease } from './record/record-release.ts';
import { type LiveService, readLive } from './service/read-live.ts';
import type { ServiceChange } from './service/service-change.ts';
import { type Registered, stageRevision } from './stage-revision.ts';
import { updateService } from './update-service.ts';

export interface EcsPlatform extends Platform<ServiceChange, LiveService, ServicePlan> {
  /** What was migrated between the revision that serves and an earlier one, `target` (its ARN); newest first. Reads only. */
  schemaChanges(live: LiveService, target: string): Promise<readonly SchemaChange[]>;
}

/** The checks are loaded when the first change is planned: nothing of them is needed to start. */
async function plan(context: EcsContext, change: ServiceChange, live: LiveService): Promise<ServicePlan> {
  const { ecs, aws, options } = context;
  if (options.looksAhead !== true) return planService(ecs, aws, change, live);
  const { planAhead } = await import('./preflight/plan-ahead.ts');
  return planAhead(context, change, live);
}

/** ECS behind the seam. Nothing is called before the first method is. */
export async function createEcsPlatform(aws: Aws, options: EcsOptions): Promise<EcsPlatform> {
  const ecs = await connectEcs(aws);
  const context: EcsContext = { ecs, aws, options };
  const registered: Registered = new Map();
  return {
    name: 'ecs',
    current: (changes) => readLive(context, changes),
    find: async (live, to) => viewRevision(await findRevision(context, live, to)),
    schemaChanges: (live, target) => collectSchemaChanges(context, live.revision, target),
    plan: (change, live) => plan(context, change, live),
    stage: (plan) => stageRevision(context, plan, registered),
    shift: (part) => updateService(context, part),
    locate: (part, signal) => locatePart(context, part, signal),
    watch: (parts) => watchRollout(ecs, aws, parts, options.watch),
    goBack: (part, signal, wentBack) => goBack(context, part, signal, wentBack),
    reconcile: (live) => reconcileService(context, live),
    endOf: (left) => readEnd(context, left),
    record: (ends) => recordRelease(context, ends),
  };
}
