import type { ContinueServiceDeploymentRequest } from '@aws-sdk/client-ecs';
import { AwsFault } from '../../service.ts';
import { error } from '../../texts.ts';
import type { Ecs } from '../model.ts';
import { stopServiceDeployment } from '../stop-service-deployment.ts';
import { settleHook } from './run-hooks.ts';

/**
 * Answers a pause: CONTINUE (default) goes on to the next stage, ROLLBACK goes back. Only while the deployment is
 * IN_PROGRESS and the hook AWAITING_ACTION; anything else is refused.
 */
export function continueServiceDeployment(ecs: Ecs, input: ContinueServiceDeploymentRequest) {
  const following = ecs.serviceDeployments.get(input.serviceDeploymentArn ?? '');
  if (following === undefined) {
    throw new AwsFault('ServiceDeploymentNotFoundException', error.serviceDeploymentNotFound);
  }
  const run = following.stages?.hooks.find(({ hookId }) => hookId === input.hookId);
  if (following.status !== 'IN_PROGRESS' || run?.status !== 'AWAITING_ACTION') {
    throw new AwsFault('InvalidParameterException', error.hookNotWaiting(input.hookId ?? ''));
  }
  if (input.action === 'ROLLBACK') {
    return stopServiceDeployment(ecs, { serviceDeploymentArn: following.arn, stopType: 'ROLLBACK' });
  }
  settleHook(ecs, following, run, 'SUCCEEDED');
  return { serviceDeploymentArn: following.arn };
}
