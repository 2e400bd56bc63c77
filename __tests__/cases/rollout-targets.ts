import type { ReasonCode } from '#report/reasons';
import type { Shop } from '../support/shop.ts';

const arn = (label: string) => `arn:aws:ecs:eu-central-1:111122223333:task-definition/${label}`;

/** A `to` of a rollback of `web`, whose web:4 serves, that is refused before anything is written. */
export interface MissingTarget {
  readonly to: string;
  readonly name: string;
  readonly code: ReasonCode;
  readonly before?: (shop: Shop) => unknown;
  readonly says?: RegExp;
}

export const missingTargets: readonly MissingTarget[] = [
  { to: 'revision:99', name: 'no such revision', code: 'rollback-target-missing', says: /web:3.*commit 3333333/ },
  { to: 'sha:abcdef1', name: 'no such commit', code: 'rollback-target-missing' },
  { to: 'release:1-1', name: 'no such release', code: 'rollback-target-missing' },
  { to: arn('web:77'), name: 'no such ARN', code: 'rollback-target-missing' },
  { to: arn('other:1'), name: 'of another family', code: 'rollback-target-missing' },
  {
    to: 'revision:2',
    name: 'not ACTIVE any more',
    code: 'rollback-target-missing',
    before: (shop) => shop.ecs.call('DeregisterTaskDefinition', { taskDefinition: 'web:2' }),
  },
  {
    to: 'revision:2',
    name: 'its image is gone from ECR',
    code: 'rollback-target-missing',
    before: (shop) => removeImage(shop, 'v2'),
  },
  { to: 'yesterday', name: 'a bad word', code: 'invalid-input', says: /previous, last-success, n-1/ },
  { to: 'revision:', name: 'half a word', code: 'invalid-input' },
  { to: 'sha:xyz', name: 'not hexadecimal', code: 'invalid-input' },
];

export async function removeImage(shop: Shop, tag: string): Promise<void> {
  const found = shop.aws.ecr.resolve(shop.image('web', tag));
  if (found.kind !== 'found') throw new Error(`${tag} is not there`);
  const request = {
    method: 'POST',
    path: '/',
    headers: {
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.BatchDeleteImage',
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIASHOP/20260105/eu-central-1/ecr/aws4_request',
    },
    body: JSON.stringify({ repositoryName: 'shop/web', imageIds: [{ imageDigest: found.digest }] }),
  };
  const { status, body } = await shop.aws.handle(request);
  if (status !== 200) throw new Error(body);
}
