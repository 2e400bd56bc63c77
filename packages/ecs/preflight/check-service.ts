import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { Failure } from '#report/failure';
import type { Ecs } from '../client.ts';
import { wantDefinition } from '../definition/want-definition.ts';
import type { LiveService } from '../service/read-live.ts';
import type { ServiceChange } from '../service/service-change.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkCapacity } from './check-capacity.ts';
import { checkImages } from './check-images.ts';
import { checkLifecycle } from './check-lifecycle.ts';
import { checkLogGroups } from './check-log-groups.ts';
import { checkNetwork } from './check-network.ts';
import { checkPercentages } from './check-percentages.ts';
import { checkPlaintext } from './check-plaintext.ts';
import { checkPlatform } from './check-platform.ts';
import { checkPorts } from './check-ports.ts';
import { checkQuotas } from './check-quotas.ts';
import { checkRoles } from './check-roles.ts';
import { checkRollout } from './check-rollout.ts';
import { checkRoutes } from './check-routes.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkSecurityGroups } from './check-security-groups.ts';
import { checkTargetGroups } from './check-target-groups.ts';
import { checkTrust } from './check-trust.ts';
import { checkWayBack } from './check-way-back.ts';
import { type Finding, findings, skipped } from './finding.ts';
import type { PreflightCheck, PreflightWish, ServiceUnderCheck } from './service-under-check.ts';

const checks: Readonly<Record<string, PreflightCheck>> = {
  image: checkImages,
  platform: checkPlatform,
  secrets: checkSecrets,
  'log-groups': checkLogGroups,
  roles: checkRoles,
  trust: checkTrust,
  network: checkNetwork,
  routes: checkRoutes,
  'security-groups': checkSecurityGroups,
  capacity: checkCapacity,
  quotas: checkQuotas,
  ports: checkPorts,
  'target-groups': checkTargetGroups,
  percentages: checkPercentages,
  rollout: checkRollout,
  plaintext: checkPlaintext,
  lifecycle: checkLifecycle,
  'way-back': checkWayBack,
  alarms: checkAlarms,
};

export interface ServiceToCheck {
  readonly change: ServiceChange;
  readonly live: LiveService;
  readonly wish: PreflightWish;
}

/**
 * Every finding about one service, in the order of the checks. What the change asks for is made out first; where that
 * fails it is a finding, and what serves is looked at instead. Throws `AwsError` only for credentials that ended.
 */
export async function checkService(
  aws: Aws,
  ecs: Ecs,
  { change, live, wish }: ServiceToCheck,
): Promise<readonly Finding[]> {
  const wanted = await definitionOf(aws, ecs, change, live);
  const service: ServiceUnderCheck = { aws, ecs, change, live, definition: wanted.definition, ...wish };
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      try {
        return await check(service);
      } catch (error) {
        aws.signal.throwIfAborted();
        return [skipped(name, `service ${live.row}`, error)];
      }
    }),
  );
  return [...wanted.findings, ...found.flat()];
}

async function definitionOf(aws: Aws, ecs: Ecs, change: ServiceChange, live: LiveService) {
  try {
    const wanted = await wantDefinition(ecs, aws, change, live.revision.definition);
    const definition = wanted.kind === 'registered' ? wanted.revision.definition : wanted.definition;
    return { definition, findings: [] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error instanceof AwsError && /^(transient|throttled|expired|no-credentials)$/.test(error.kind)) {
      return { definition: live.revision.definition, findings: [skipped('change', `service ${live.row}`, error)] };
    }
    const { code, what, where, fix } = error.diagnosis;
    const finding = findings('change').fail({ where, what, code, fix });
    return { definition: live.revision.definition, findings: [finding] };
  }
}
