import type { Finding } from '#ecs/preflight/finding';
import type { FaultRule } from '../../local-aws/faults/rules.ts';
import { definition } from '../support/fill-shop.ts';
import type { Shop, ShopOptions } from '../support/shop.ts';

/** Something that a deployment would fall over, and what is said of it before. */
export interface PreflightCase {
  readonly name: string;
  readonly shop?: ShopOptions;
  readonly given?: (shop: Shop) => unknown;
  readonly with?: Readonly<Record<string, string>>;
  readonly finding: Partial<Record<keyof Finding, string>>;
}

const deny = (operation: string): FaultRule => ({ operation, do: { kind: 'deny' } });
/** The role may not call it. */
export const denied = (operation: string) => (shop: Shop) => void shop.aws.faults.add(deny(operation));
/** An image for each platform, and an index of them under `tag`. */
const pushIndex =
  (tag: string, ...platforms: readonly string[]) =>
  ({ aws }: Shop) => {
    const manifests = platforms.map((platform) => {
      const [os, architecture] = platform.split('/');
      return { digest: aws.ecr.push('shop/web', platform.replace('/', '-')), platform: { os, architecture } };
    });
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    aws.ecr.push('shop/web', tag, JSON.stringify({ schemaVersion: 2, mediaType, manifests }));
  };
const build =
  (tag: string, platform: { readonly os: string; readonly architecture: string }) =>
  ({ aws }: Shop) =>
    void aws.ecr.build('shop/web', tag, platform);
const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/db-AbCdEf:password::';

/** What a task definition asks for. */
export const definitionFindings: readonly PreflightCase[] = [
  { name: 'the image exists', finding: { level: 'OK', check: 'image', what: 'exists: sha256:' } },
  {
    name: 'the image does not exist',
    with: { image: 'v9' },
    finding: { level: 'FAIL', check: 'change', code: 'image-not-found', what: 'does not exist' },
  },
  {
    name: 'another image of the task is gone',
    given: ({ aws }) => void aws.ecr.registry.get('shop/web')?.images.clear(),
    with: { 'environment-variables': 'A=1' },
    finding: { level: 'FAIL', check: 'image', code: 'image-not-found' },
  },
  {
    name: 'ECR is not ours to look at',
    given: denied('ecr:DescribeImages'),
    finding: { level: 'SKIP', check: 'image', what: 'its digest could not be looked up' },
  },
  {
    name: 'ECR is in trouble',
    given: ({ aws }) => void aws.faults.add({ operation: 'ecr:DescribeImages', do: { kind: 'server-error' } }),
    finding: { level: 'SKIP', check: 'change', what: 'not looked at: ecr:DescribeImages: ' },
  },
  {
    name: 'ECR is in trouble, of what serves',
    given: ({ aws }) => void aws.faults.add({ operation: 'ecr:DescribeImages', do: { kind: 'server-error' } }),
    finding: { level: 'SKIP', check: 'image', what: 'not looked at: ecr:DescribeImages: ' },
  },
  {
    name: 'the image is built for another processor',
    given: pushIndex('arm', 'linux/arm64'),
    with: { image: 'arm' },
    finding: {
      level: 'FAIL',
      check: 'platform',
      code: 'image-platform-mismatch',
      what: 'is there for linux/arm64, and',
    },
  },
  {
    name: 'machines of a cluster have processors of their own',
    shop: { serviceOptions: { launchType: 'EC2' } },
    given: pushIndex('arm', 'linux/arm64'),
    with: { image: 'arm' },
    finding: { level: 'SKIP', check: 'platform', what: 'names no processor' },
  },
  {
    name: 'the image is built for both',
    given: pushIndex('both', 'linux/amd64', 'linux/arm64', 'unknown/unknown'),
    with: { image: 'both' },
    finding: { level: 'OK', check: 'platform', what: 'is there for linux/amd64' },
  },
  {
    name: 'an image of one platform, for another processor',
    given: build('arm', { os: 'linux', architecture: 'arm64' }),
    with: { image: 'arm' },
    finding: {
      level: 'FAIL',
      check: 'platform',
      code: 'image-platform-mismatch',
      what: 'is there for linux/arm64, and',
    },
  },
  {
    name: 'an image of one platform, for this one',
    given: build('intel', { os: 'linux', architecture: 'amd64' }),
    with: { image: 'intel' },
    finding: { level: 'OK', check: 'platform', what: 'is there for linux/amd64' },
  },
  {
    name: 'an image of one platform whose configuration is gone',
    finding: { level: 'SKIP', check: 'platform', what: 'LayersNotFoundException' },
  },
  {
    name: 'an image of one platform whose configuration has no address that answers',
    given: (shop) => {
      build('lost', { os: 'linux', architecture: 'amd64' })(shop);
      shop.aws.ecr.blobAt = () => undefined;
    },
    with: { image: 'lost' },
    finding: { level: 'SKIP', check: 'platform', what: 'answers 404 when asked for its configuration' },
  },
  {
    name: 'a parameter does not exist',
    given: ({ aws }) => aws.parameters.addParameter('/other'),
    finding: {
      level: 'FAIL',
      check: 'secrets',
      code: 'secret-unreadable',
      what: 'there is no parameter /shop/database',
    },
  },
  {
    name: 'a parameter with its version',
    given: ({ aws }) => aws.parameters.addParameter('/shop/token'),
    with: { secrets: 'TOKEN=/shop/token:3' },
    finding: { level: 'OK', check: 'secrets', where: 'container app, TOKEN' },
  },
  {
    name: 'a parameter that another account shares',
    given: ({ aws }) => aws.parameters.addParameter('/other'),
    with: { secrets: 'TOKEN=arn:aws:ssm:eu-central-1:999988887777:parameter/shop/token' },
    finding: { level: 'SKIP', check: 'secrets', what: "is not the account's own" },
  },
  {
    name: 'a parameter that AWS keeps',
    given: ({ aws }) => aws.parameters.addParameter('/other'),
    with: { secrets: 'TOKEN=/aws/reference/secretsmanager/token' },
    finding: { level: 'SKIP', check: 'secrets', what: "is not the account's own" },
  },
  {
    name: 'a parameter exists',
    given: ({ aws }) => aws.parameters.addParameter('/shop/database'),
    finding: { level: 'OK', check: 'secrets', what: '/shop/database exists' },
  },
  {
    name: 'a secret does not exist',
    given: ({ aws }) => aws.secrets.addSecret('other'),
    with: { secrets: `PASSWORD=${secret}` },
    finding: { level: 'FAIL', check: 'secrets', code: 'secret-unreadable', what: 'there is no secret shop/db-AbCdEf' },
  },
  {
    name: 'a secret is deleted',
    given: ({ aws }) => aws.secrets.addSecret('shop/db', 'deleted'),
    with: { secrets: `PASSWORD=${secret}` },
    finding: { level: 'FAIL', check: 'secrets', what: 'the secret shop/db-AbCdEf is deleted' },
  },
  {
    name: 'secrets are not ours to look at',
    given: denied('secretsmanager:DescribeSecret'),
    with: { secrets: `PASSWORD=${secret}` },
    finding: { level: 'SKIP', check: 'secrets', what: 'the role may not call secretsmanager:DescribeSecret' },
  },
  {
    name: 'a log group does not exist',
    given: ({ ecs, image }) =>
      ecs.call('RegisterTaskDefinition', withLogGroup(definition('web', image('web', 'v2')), '/ecs/none')),
    with: { image: '', 'task-definition-arn': 'web:2' },
    finding: { level: 'FAIL', check: 'log-groups', code: 'not-found', where: 'log group /ecs/none' },
  },
];

function withLogGroup<T extends ReturnType<typeof definition>>(task: T, group: string) {
  return {
    ...task,
    containerDefinitions: task.containerDefinitions.map((container) => ({
      ...container,
      logConfiguration: {
        logDriver: 'awslogs' as const,
        options: { ...container.logConfiguration.options, 'awslogs-group': group },
      },
    })),
  };
}
