import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { addBalancedService } from '../support/balanced-service.ts';
import { type ActionName, deploy, type RunOptions, run } from '../support/deploy.ts';
import type { Words } from '../support/iam-guard.ts';
import type { Shop, ShopOptions } from '../support/shop.ts';

/** A run of an action as a role with nothing but the permissions of its page. */
export interface PolicyScene {
  readonly name: string;
  readonly action: ActionName;
  readonly shop?: ShopOptions;
  readonly before?: (shop: Shop) => unknown;
  readonly with: Readonly<Record<string, string>>;
  readonly options?: RunOptions;
  readonly verdict: string;
}

const crash: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['KeyError: PORT'] };
const plain = { service: 'web', image: 'v2' };
const migration = { 'migration-command': 'up' };
const oldSnapshot = async (shop: Shop) => {
  shop.aws.rds.addInstance({ id: 'orders' });
  await run(shop, 'snapshot-rds', { 'db-instance': 'orders' }, { run: { release: '700-1' } });
  await shop.clock.advance(3_600_000);
};
const release = (image: string) => async (shop: Shop) => {
  shop.push('web', image);
  await deploy(shop, { service: 'web', image });
};
const started = async (shop: Shop) => {
  shop.push('web', 'v2');
  await run(shop, 'register-and-deploy-task-def', plain);
};
/** Nothing goes back by itself here. */
const badStart = { shop: { fates: { v2: crash }, deploymentConfiguration: {} }, before: started };

/** Behind a load balancer, guarded by an alarm. */
const balanced = {
  shop: { services: [] },
  async before(shop: Shop) {
    shop.aws.alarms.set('shop-5xx', 'OK');
    await addBalancedService(shop, { name: 'web' });
    shop.push('web', 'v3');
  },
};
const guarded = { service: 'web', alarms: 'shop-5xx' };

/** What the words of the permissions stand for in the shop. */
export const shopWords: Words = {
  REGION: 'eu-central-1',
  ACCOUNT: '111122223333',
  CLUSTER: 'shop',
  SERVICE: 'web',
  FAMILY: 'web',
  TASK_ROLE: 'task',
  EXECUTION_ROLE: 'execution',
  LOG_GROUP: '/ecs/shop',
  REPOSITORY: 'shop/web',
  DATABASE: 'orders',
  SECRET: 'shop/db',
  DEPLOY_ROLE: 'deploy',
};

const scene = (action: ActionName, name: string, verdict: string, more: Partial<PolicyScene>): PolicyScene => ({
  action,
  name,
  verdict,
  with: plain,
  ...more,
});

export const policyScenes: readonly PolicyScene[] = [
  scene('deploy-ecs', 'a good image', 'succeeded', {}),
  scene('deploy-ecs', 'everything is new, and nothing runs yet', 'succeeded', {
    shop: { services: [] },
    async before(shop) {
      await addBalancedService(shop, { name: 'web' });
      await shop.ecs.call('UpdateService', { cluster: 'shop', service: 'web', desiredCount: 0 });
      await shop.clock.advance(600_000);
    },
    with: {
      ...plain,
      'desired-count': '1',
      secrets: 'PASSWORD=arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf:password::',
    },
  }),
  scene('deploy-ecs', 'an image that crashes', 'rolled-back', { shop: { fates: { v2: crash } } }),
  scene('deploy-ecs', 'a cancel', 'cancelled', { options: { cancelAfter: 20_000 } }),
  scene('deploy-ecs', 'a migration', 'succeeded', {
    shop: { fates: { up: { kind: 'exits', code: 0, after: 5_000, log: ['done'] } } },
    with: { ...plain, ...migration },
  }),
  scene('deploy-ecs', 'a migration that is cancelled', 'cancelled', {
    shop: { fates: { up: { kind: 'exits', code: 0, after: 500_000, log: ['done'] } } },
    with: { ...plain, ...migration },
    options: { cancelAfter: 60_000 },
  }),
  scene('deploy-ecs', 'a migration whose time is up', 'timed-out', {
    shop: { fates: { up: { kind: 'exits', code: 0, after: 500_000 } } },
    with: { ...plain, ...migration, 'migration-timeout-minutes': '1' },
  }),
  scene('deploy-ecs', 'a snapshot, and an old one goes', 'succeeded', {
    before: oldSnapshot,
    with: { ...plain, 'snapshot-db-instance': 'orders', 'snapshot-keep': '1' },
  }),
  scene('deploy-ecs', 'behind a load balancer, guarded by an alarm', 'succeeded', {
    ...balanced,
    with: { ...guarded, image: 'v3' },
  }),
  scene('wait-stable-and-healthcheck', 'behind a load balancer, guarded by an alarm', 'succeeded', {
    ...balanced,
    async before(shop) {
      await balanced.before(shop);
      await run(shop, 'register-and-deploy-task-def', { service: 'web', image: 'v3' });
    },
    with: guarded,
  }),
  scene('rollback', 'behind a load balancer, guarded by an alarm', 'succeeded', {
    ...balanced,
    async before(shop) {
      await balanced.before(shop);
      await deploy(shop, { service: 'web', image: 'v3' });
    },
    with: guarded,
  }),
  scene('preflight', 'everything that can be looked at', 'succeeded', {
    shop: { services: [] },
    async before(shop) {
      shop.aws.rds.addInstance({ id: 'orders' });
      shop.aws.alarms.set('shop-5xx', 'OK');
      await addBalancedService(shop, { name: 'web' });
      shop.aws.ec2.addSubnet({ id: 'subnet-1', routes: [{ to: 'pl-1', via: 'vpce-1' }] });
      for (const name of ['ecr.api', 'ecr.dkr', 's3', 'ssm', 'secretsmanager', 'logs']) shop.aws.ec2.addEndpoint(name);
    },
    with: {
      ...plain,
      'role-to-assume': 'arn:aws:iam::111122223333:role/deploy',
      secrets: 'PASSWORD=arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf:password::',
      'deployment-configuration': '{ alarms: { enable: true, rollback: true, alarmNames: [shop-5xx] } }',
      'snapshot-db-instance': 'orders',
    },
  }),
  scene('register-and-deploy-task-def', 'a good image', 'started', {}),
  scene('register-and-deploy-task-def', 'after a rollout under way', 'started', {
    async before(shop) {
      await started(shop);
      shop.push('web', 'v3');
    },
    with: { service: 'web', image: 'v3' },
  }),
  scene('wait-stable-and-healthcheck', 'a good image', 'succeeded', { before: started, with: { service: 'web' } }),
  scene('wait-stable-and-healthcheck', 'an image that crashes', 'failed', { ...badStart, with: { service: 'web' } }),
  scene('wait-stable-and-healthcheck', 'the way back', 'rolled-back', {
    ...badStart,
    with: { service: 'web', 'on-failure': 'rollback' },
  }),
  scene('wait-stable-and-healthcheck', 'a cancel', 'cancelled', {
    before: started,
    with: { service: 'web', 'on-cancel': 'rollback' },
    options: { cancelAfter: 10_000 },
  }),
  scene('rollback', 'a cancel', 'cancelled', {
    before: release('v2'),
    with: { service: 'web', 'on-cancel': 'rollback' },
    options: { cancelAfter: 20_000 },
  }),
  scene('rollback', 'to the previous release', 'succeeded', { before: release('v2'), with: { service: 'web' } }),
  scene('rollback', 'to an image that crashes by now', 'failed', {
    shop: { deploymentConfiguration: {} },
    async before(shop) {
      await release('v2')(shop);
      shop.fates.set('v1', crash);
    },
    with: { service: 'web' },
  }),
  scene('run-migration-task', 'a migration', 'succeeded', {
    shop: { fates: { up: { kind: 'exits', code: 0, after: 5_000, log: ['done'] } } },
    with: { service: 'web', command: 'up' },
  }),
  scene('run-migration-task', 'one whose time is up', 'timed-out', {
    shop: { fates: { up: { kind: 'exits', code: 0, after: 500_000 } } },
    with: { service: 'web', command: 'up', 'timeout-minutes': '1' },
  }),
  scene('snapshot-rds', 'an instance, and an old one goes', 'succeeded', {
    before: oldSnapshot,
    with: { 'db-instance': 'orders', keep: '1' },
  }),
];
