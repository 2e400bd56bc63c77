import type { Permission } from '#aws/permission';

export const readTargets: Permission = {
  sid: 'ReadTargets',
  actions: ['elasticloadbalancing:DescribeTargetHealth'],
  resources: ['*'],
  does: 'whether the load balancer calls the new tasks healthy',
  when: 'a load balancer',
  without: 'does not look at targets, and warns',
};

export const readAlarms: Permission = {
  sid: 'ReadAlarms',
  actions: ['cloudwatch:DescribeAlarms'],
  resources: ['*'],
  does: 'the alarms that guard the release',
  when: '`alarms`',
};

export const verificationPermissions = [readTargets, readAlarms];
