import type { Diagnosis } from '#report/diagnosis';
import { explain as accessDenied } from './access-denied.ts';
import { explain as alarmFired } from './alarm-fired.ts';
import { explain as circuitBreaker } from './circuit-breaker.ts';
import {
  explain as containerHealthCheckFailing,
  explainByFacts as containerUnhealthy,
} from './container-health-check-failing.ts';
import { explain as crashLoop } from './crash-loop.ts';
import { explain as deploymentStuck } from './deployment-stuck.ts';
import type { Explain, FailureEvidence } from './evidence.ts';
import { explain as hookFailed } from './hook-failed.ts';
import { explain as imageNotFound } from './image-not-found.ts';
import { explain as imagePlatformMismatch } from './image-platform-mismatch.ts';
import { explain as imagePullDenied } from './image-pull-denied.ts';
import { explain as logGroupMissing } from './log-group-missing.ts';
import { explain as networkMisconfigured } from './network-misconfigured.ts';
import { explain as noCapacity } from './no-capacity.ts';
import { explain as outOfMemory } from './out-of-memory.ts';
import { explain as quotaExceeded } from './quota-exceeded.ts';
import { explain as secretUnreadable } from './secret-unreadable.ts';
import { explain as spotInterrupted } from './spot-interrupted.ts';
import { explain as stoppedByPerson } from './stopped-by-person.ts';
import { explain as targetUnhealthy } from './target-unhealthy.ts';
import { explain as unknown } from './unknown.ts';
import { explain as unschedulable } from './unschedulable.ts';

/** In the order in which they are asked: what ended the rollout, what keeps a task from starting, what ends it, the rest. */
const causes: readonly Explain[] = [
  alarmFired,
  hookFailed,
  stoppedByPerson,
  imagePlatformMismatch,
  imagePullDenied,
  imageNotFound,
  networkMisconfigured,
  logGroupMissing,
  secretUnreadable,
  quotaExceeded,
  noCapacity,
  unschedulable,
  spotInterrupted,
  outOfMemory,
  containerHealthCheckFailing,
  targetUnhealthy,
  containerUnhealthy,
  crashLoop,
  deploymentStuck,
  accessDenied,
  circuitBreaker,
];

/** The first cause that the evidence shows; `unknown` with all of the evidence when none does. */
export function explainFailure(evidence: FailureEvidence): Diagnosis {
  for (const explain of causes) {
    const found = explain(evidence);
    if (found !== undefined) return found;
  }
  return unknown(evidence);
}
