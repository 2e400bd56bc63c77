import type { ReasonCode } from '#report/reasons';
import { addBalancedService, deleteBalancer } from '../support/balanced-service.ts';
import { definition } from '../support/fill-shop.ts';
import type { Shop, ShopOptions } from '../support/shop.ts';

/** Something in the way of a deployment that is found out before its first write. */
export interface AheadCase {
  readonly name: string;
  readonly shop?: ShopOptions;
  readonly given?: (shop: Shop) => unknown;
  readonly with?: Readonly<Record<string, string>>;
  readonly code: ReasonCode;
  readonly what: string;
  readonly fix: string;
}

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf';
/** A revision that differs from the one of the shop, registered by somebody else: `web:2`. */
export const register = (shop: Shop, change: (task: ReturnType<typeof definition>) => object) =>
  shop.ecs.call('RegisterTaskDefinition', change(definition('web', shop.image('web', 'v2'))) as never);
const logsTo = (group: string) => (task: ReturnType<typeof definition>) => ({
  ...task,
  containerDefinitions: task.containerDefinitions.map((container) => ({
    ...container,
    logConfiguration: {
      ...container.logConfiguration,
      options: { ...container.logConfiguration.options, 'awslogs-group': group },
    },
  })),
});
const registered = { image: '', 'task-definition-arn': 'web:2' };

export const aheadCases: readonly AheadCase[] = [
  {
    name: 'an image for another processor',
    given: ({ aws }) => aws.ecr.build('shop/web', 'arm', { os: 'linux', architecture: 'arm64' }),
    with: { image: 'arm' },
    code: 'image-platform-mismatch',
    what: 'is there for linux/arm64, and the task definition asks for linux/amd64',
    fix: 'Build it for linux/amd64',
  },
  {
    name: 'a new secret that does not exist',
    given: ({ aws }) => aws.secrets.addSecret('other'),
    with: { secrets: `PASSWORD=${secret}` },
    code: 'secret-unreadable',
    what: 'container app, PASSWORD: there is no secret shop/db-AbCdEf',
    fix: 'Create shop/db-AbCdEf',
  },
  {
    name: 'a new parameter that does not exist',
    given: ({ aws }) => aws.parameters.addParameter('/shop/database'),
    with: { secrets: 'TOKEN=/shop/token' },
    code: 'secret-unreadable',
    what: 'container app, TOKEN: there is no parameter /shop/token',
    fix: 'Create /shop/token',
  },
  {
    name: "a registry's new password that does not exist",
    async given(shop) {
      shop.aws.secrets.addSecret('other');
      await register(shop, (task) => ({
        ...task,
        containerDefinitions: task.containerDefinitions.map((container) => ({
          ...container,
          repositoryCredentials: { credentialsParameter: 'shop/registry' },
        })),
      }));
    },
    with: registered,
    code: 'secret-unreadable',
    what: 'container app, repositoryCredentials: there is no secret shop/registry',
    fix: 'Create shop/registry',
  },
  {
    name: 'a new log group that does not exist',
    given: (shop) => register(shop, logsTo('/ecs/none')),
    with: registered,
    code: 'not-found',
    what: 'log group /ecs/none: does not exist',
    fix: 'aws logs create-log-group',
  },
  {
    name: 'a new role that does not exist',
    given: ({ aws }) => aws.iam.addRole('execution'),
    with: { 'task-role-arn': 'arn:aws:iam::111122223333:role/new' },
    code: 'not-found',
    what: 'role arn:aws:iam::111122223333:role/new: does not exist',
    fix: 'Create role arn:aws:iam::111122223333:role/new',
  },
  {
    name: 'a new role that ECS may not assume',
    given: ({ aws }) => aws.iam.addRole('new', 'lambda.amazonaws.com'),
    with: { 'execution-role-arn': 'arn:aws:iam::111122223333:role/new' },
    code: 'access-denied',
    what: 'does not let ecs-tasks.amazonaws.com assume it',
    fix: 'Add to the trust policy of new',
  },
  {
    name: 'a port that the load balancer sends to is gone',
    shop: { services: [] },
    async given(shop) {
      await addBalancedService(shop, { name: 'web' });
      await register(shop, (task) => ({
        ...task,
        containerDefinitions: task.containerDefinitions.map((one) => ({
          ...one,
          portMappings: [{ containerPort: 9090 }],
        })),
      }));
    },
    with: registered,
    code: 'network-misconfigured',
    what: 'sends to port 8080 of container app',
    fix: 'Add the port mapping 8080 to container app',
  },
  {
    name: 'nothing runs yet, and its target group has no load balancer',
    shop: { services: [] },
    async given(shop) {
      await addBalancedService(shop, { name: 'web' });
      await shop.ecs.call('UpdateService', { cluster: 'shop', service: 'web', desiredCount: 0 });
      await shop.clock.advance(600_000);
      await deleteBalancer(shop);
    },
    with: { 'desired-count': '1' },
    code: 'network-misconfigured',
    what: 'target group lb: has no load balancer',
    fix: 'Forward a listener or a rule to target group lb',
  },
  {
    name: 'percentages that leave no room',
    with: { 'deployment-configuration': '{ minimumHealthyPercent: 100, maximumPercent: 100 }' },
    code: 'deployment-stuck',
    what: 'can neither stop a task nor start one: at least 2 and at most 2 of 2 tasks',
    fix: 'Lower minimumHealthyPercent',
  },
];
