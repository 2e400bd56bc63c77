/** Texts of Elastic Load Balancing as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */
import { AwsFault } from '../service.ts';
import type { TargetHealth } from '../world.ts';

export const healthy: TargetHealth = { state: 'healthy' }; // [D elb/target-group-health-checks]

export const registering: TargetHealth = {
  state: 'initial',
  reason: 'Elb.RegistrationInProgress',
  description: 'Target registration is in progress',
}; // [D elb/target-group-health-checks]

export const firstChecks: TargetHealth = {
  state: 'initial',
  reason: 'Elb.InitialHealthChecking',
  description: 'Initial health checks in progress',
}; // [D elb/target-group-health-checks]

export const draining: TargetHealth = {
  state: 'draining',
  reason: 'Target.DeregistrationInProgress',
  description: 'Target deregistration is in progress',
}; // [D elb/target-group-health-checks]

export const notRegistered: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotRegistered',
  description: 'Target is not registered to the target group',
}; // [D elb/target-group-health-checks]

export const notInUse: TargetHealth = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
}; // [D elb/target-group-health-checks]

export const codeMismatch = (code: number): TargetHealth => ({
  state: 'unhealthy',
  reason: 'Target.ResponseCodeMismatch',
  description: `Health checks failed with these codes: [${code}]`,
}); // [D elb/target-group-health-checks]

export const timedOut: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.Timeout',
  description: 'Request timed out',
}; // [D elb/target-group-health-checks]

export const checksFailed: TargetHealth = {
  state: 'unhealthy',
  reason: 'Target.FailedHealthChecks',
  description: 'Health checks failed',
}; // [D elb/target-group-health-checks]

export const targetGroupNotFound = (): AwsFault =>
  new AwsFault('TargetGroupNotFound', 'One or more target groups not found'); // [F ?]

export const loadBalancerNotFound = (name: string): AwsFault =>
  new AwsFault('LoadBalancerNotFound', `Load balancers '[${name}]' not found`); // [F ?]

export const listenerNotFound = (): AwsFault => new AwsFault('ListenerNotFound', 'One or more listeners not found'); // [F ?]

export const ruleNotFound = (): AwsFault => new AwsFault('RuleNotFound', 'One or more rules not found'); // [F ?]

export const duplicateTargetGroup = (name: string): AwsFault =>
  new AwsFault(
    'DuplicateTargetGroupName',
    `A target group with the same name '${name}' exists, but with different settings`,
  ); // [F ?]

export const duplicateLoadBalancer = (name: string): AwsFault =>
  new AwsFault(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${name}' exists, but with different settings`,
  ); // [F ?]

export const duplicateListener = (loadBalancerArn: string): AwsFault =>
  new AwsFault(
    'DuplicateListener',
    `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
  ); // [F ?]

export const groupInUse = (arn: string): AwsFault =>
  new AwsFault('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`); // [F ?]

export const groupElsewhere = (arn: string): AwsFault =>
  new AwsFault(
    'TargetGroupAssociationLimit',
    `The following target groups cannot be associated with more than one load balancer: ${arn}`,
  ); // [?]

export const invalidTarget = (ids: readonly string[]): AwsFault =>
  new AwsFault('InvalidTarget', `The following targets are not registered in the target group: '${ids.join("', '")}'`); // [?]

export const validationError = (message: string): AwsFault => new AwsFault('ValidationError', message); // [ours]

/** Said by local-aws itself: AWS can do it, this simulation cannot. */
export const notSimulated = (what: string): AwsFault =>
  new AwsFault('InvalidConfigurationRequest', `local-aws does not have ${what}`); // [ours]

/** Title of the page that a load balancer itself answers with when no target is healthy. */
export const unavailable = '503 Service Temporarily Unavailable'; // [F ?]
