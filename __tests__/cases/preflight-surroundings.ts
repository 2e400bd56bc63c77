import { subnetMissing } from '../../local-aws/ec2/texts.ts';
import { lookAt } from '../support/look-at.ts';
import type { Shop } from '../support/shop.ts';
import { denied, type PreflightCase } from './preflight.ts';
import type { Twin } from './reword.ts';

const onSpot = {
  serviceOptions: {
    launchType: undefined,
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }],
  },
};
const lifecycle = (rule: object) => (shop: Shop) =>
  shop.aws.handle({
    method: 'POST',
    path: '/',
    headers: {
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.PutLifecyclePolicy',
      authorization: 'Credential=AKIA/20260101/eu-central-1/ecr/aws4_request',
    },
    body: JSON.stringify({
      repositoryName: 'shop/web',
      lifecyclePolicyText: JSON.stringify({ rules: [{ rulePriority: 1, action: { type: 'expire' }, ...rule }] }),
    }),
  });

/** What is around a service. */
export const surroundingFindings: readonly PreflightCase[] = [
  {
    name: 'a role may not be handed on',
    given: ({ aws }) => aws.iam.deny('iam:PassRole', 'role/task'),
    finding: { level: 'FAIL', check: 'roles', code: 'access-denied', what: 'may not hand it to ECS (implicitDeny)' },
  },
  {
    name: 'a role that ECS may not assume',
    given: ({ aws }) => {
      aws.iam.addRole('task', 'ec2.amazonaws.com');
      aws.iam.addRole('execution');
    },
    finding: { level: 'FAIL', check: 'trust', code: 'access-denied', fix: 'Add to the trust policy of task: {' },
  },
  {
    name: 'a role that does not exist',
    given: ({ aws }) => aws.iam.addRole('task'),
    finding: {
      level: 'FAIL',
      check: 'trust',
      code: 'not-found',
      where: 'role arn:aws:iam::111122223333:role/execution',
    },
  },
  {
    name: 'a role whose policy says whom it excludes',
    given: ({ aws }) => aws.iam.addRole('task', { NotPrincipal: { Service: 'ec2.amazonaws.com' } }),
    finding: { level: 'SKIP', check: 'trust', what: 'says whom it excludes' },
  },
  {
    name: 'a role of another account',
    with: { 'task-role-arn': 'arn:aws:iam::999988887777:role/path/task' },
    finding: { level: 'SKIP', check: 'trust', what: 'belongs to the account 999988887777' },
  },
  {
    name: 'the simulator is not ours to ask',
    given: denied('iam:SimulatePrincipalPolicy'),
    finding: { level: 'SKIP', check: 'roles', what: 'the role may not call iam:SimulatePrincipalPolicy' },
  },
  {
    name: 'a subnet does not exist',
    given: ({ aws }) => aws.ec2.addSubnet({ id: 'subnet-9', vpc: 'vpc-1' }),
    finding: {
      level: 'FAIL',
      check: 'network',
      code: 'network-misconfigured',
      what: subnetMissing('subnet-1'),
    },
  },
  {
    name: 'subnets and groups of different networks',
    given: ({ aws }) => aws.ec2.addSecurityGroup({ id: 'sg-1', vpc: 'vpc-2' }),
    finding: { level: 'FAIL', check: 'network', what: 'different networks: vpc-1, vpc-2' },
  },
  {
    name: 'no addresses are left',
    given: ({ aws }) => aws.ec2.addSubnet({ id: 'subnet-1', vpc: 'vpc-1', free: 1 }),
    finding: { level: 'WARN', check: 'network', what: '1 addresses are left' },
  },
  {
    name: 'spot alone',
    shop: onSpot,
    finding: { level: 'WARN', check: 'capacity', code: 'spot-interrupted', what: 'runs on FARGATE_SPOT alone' },
  },
  {
    name: 'the cluster has not the capacity provider any more',
    shop: onSpot,
    given: ({ aws }) =>
      void Object.assign(aws.ecs.state.clusters.get('shop') ?? {}, { capacityProviders: ['FARGATE'] }),
    finding: { level: 'FAIL', check: 'capacity', code: 'no-capacity', what: 'has no capacity provider FARGATE_SPOT' },
  },
  {
    name: 'percentages that leave no room',
    with: { 'desired-count': '1', 'deployment-configuration': '{ minimumHealthyPercent: 100, maximumPercent: 100 }' },
    finding: {
      level: 'FAIL',
      check: 'percentages',
      code: 'deployment-stuck',
      what: 'at least 1 and at most 1 of 1 tasks',
    },
  },
  {
    name: 'percentages of three tasks that round to no room',
    with: { 'desired-count': '3', 'deployment-configuration': '{ minimumHealthyPercent: 100, maximumPercent: 125 }' },
    finding: { level: 'FAIL', check: 'percentages', what: 'at least 3 and at most 3 of 3 tasks' },
  },
  {
    name: 'percentages that leave no room, and nothing runs yet',
    shop: { desired: 0 },
    with: { 'desired-count': '1', 'deployment-configuration': '{ minimumHealthyPercent: 100, maximumPercent: 100 }' },
    finding: { level: 'OK', check: 'percentages' },
  },
  {
    name: 'percentages that leave room',
    finding: { level: 'OK', check: 'percentages', what: 'at least 2 and at most 4 of 2 tasks' },
  },
  {
    name: 'a password as text',
    with: { 'environment-variables': 'DB_PASSWORD=hunter2' },
    finding: { level: 'WARN', check: 'plaintext', where: 'container app, DB_PASSWORD' },
  },
  {
    name: 'a rule that expires by age',
    given: lifecycle({
      selection: { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 30 },
    }),
    finding: { level: 'WARN', check: 'lifecycle', what: 'rule 1 expires images 30 days after their push' },
  },
  {
    name: 'a rule that keeps two',
    given: lifecycle({ selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 2 } }),
    finding: { level: 'WARN', check: 'lifecycle', what: 'beyond the newest 2' },
  },
  {
    name: 'a rule for what has no tag',
    given: lifecycle({
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
    }),
    finding: { level: 'OK', check: 'lifecycle', what: 'leave what runs' },
  },
  {
    name: 'the image to go back to is gone',
    given: (shop) => {
      shop.aws.ecr.registry.get('shop/web')?.images.clear();
      shop.push('web', 'v2');
    },
    finding: { level: 'WARN', check: 'way-back', code: 'rollback-target-missing', what: 'its image is gone' },
  },
  {
    name: 'images to go back to are not ours to look at',
    given: denied('ecr:DescribeImages'),
    finding: { level: 'SKIP', check: 'way-back', what: 'the role may not call ecr:DescribeImages' },
  },
  {
    name: 'images to go back to, and ECR is in trouble',
    given: ({ aws }) => void aws.faults.add({ operation: 'ecr:DescribeImages', do: { kind: 'server-error' } }),
    finding: { level: 'SKIP', check: 'way-back', what: 'not looked at: ecr:DescribeImages: ' },
  },
  {
    name: 'the image to go back to is there',
    finding: { level: 'OK', check: 'way-back', where: 'task definition web:1', what: 'can start again' },
  },
  {
    name: 'a rollout of somebody else',
    given: ({ ecs }) => ecs.call('UpdateService', { cluster: 'shop', service: 'web', forceNewDeployment: true }),
    finding: { level: 'WARN', check: 'rollout', what: 'is under way: a deployment would wait for its end' },
  },
  {
    name: 'a rollout of somebody else, and we would not wait',
    given: ({ ecs }) => ecs.call('UpdateService', { cluster: 'shop', service: 'web', forceNewDeployment: true }),
    with: { 'if-in-progress': 'fail' },
    finding: { level: 'FAIL', check: 'rollout', code: 'in-progress-elsewhere' },
  },
  {
    name: 'an alarm that is red already',
    given: ({ aws }) => aws.alarms.set('shop-5xx', 'ALARM'),
    with: { 'deployment-configuration': '{ alarms: { enable: true, rollback: true, alarmNames: [shop-5xx] } }' },
    finding: { level: 'WARN', check: 'alarms', where: 'alarm shop-5xx', what: 'is red already' },
  },
  {
    name: 'an alarm that does not exist',
    with: { 'deployment-configuration': '{ alarms: { enable: true, rollback: true, alarmNames: [shop-5xx] } }' },
    finding: { level: 'FAIL', check: 'alarms', code: 'not-found', what: 'does not exist' },
  },
  {
    name: 'an alarm of the inputs that is red already',
    given: ({ aws }) => aws.alarms.set('shop-5xx', 'ALARM'),
    with: { alarms: 'shop-5xx' },
    finding: { level: 'WARN', check: 'alarms', what: 'is red already: ' },
  },
  {
    name: 'a service that does not exist',
    with: { service: 'wep' },
    finding: { level: 'FAIL', check: 'service', code: 'not-found' },
  },
  {
    name: 'a database that exists',
    given: ({ aws }) => aws.rds.addInstance({ id: 'orders' }),
    with: { 'snapshot-db-instance': 'orders' },
    finding: { level: 'OK', check: 'snapshot', where: 'database orders', what: 'would take the snapshot' },
  },
  {
    name: 'databases are not ours to look at',
    given: denied('rds:DescribeDBInstances'),
    with: { 'snapshot-db-instance': 'orders' },
    finding: { level: 'SKIP', check: 'snapshot', what: 'the role may not call rds:DescribeDBInstances' },
  },
  {
    name: 'RDS is in trouble',
    given: ({ aws }) => void aws.faults.add({ operation: /^rds:/, do: { kind: 'server-error' } }),
    with: { 'snapshot-db-instance': 'orders' },
    finding: { level: 'SKIP', check: 'snapshot', what: 'not looked at: rds:DescribeDB' },
  },
  {
    name: 'a database that does not exist',
    with: { 'snapshot-db-instance': 'none' },
    finding: { level: 'FAIL', check: 'snapshot', code: 'not-found' },
  },
];

/** The error code tells it, whatever the sentence. */
export const twins: readonly Twin[] = [
  {
    name: 'preflight finds that a subnet is gone',
    words: subnetMissing('subnet-1'),
    code: 'network-misconfigured',
    facts: 'network-misconfigured',
    run: (message) =>
      lookAt('web', ({ aws }) => {
        const fault = { kind: 'error', code: 'InvalidSubnetID.NotFound', message } as const;
        aws.faults.add({ operation: 'ec2:DescribeSubnets', do: fault });
      }),
  },
];
