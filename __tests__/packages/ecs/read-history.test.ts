import { expect, test } from '@jest/globals';
import { AwsError, type AwsErrorKind } from '#aws/aws-error';
import type { Ecs } from '#ecs/client';
import { readHistory } from '#ecs/record/read-history';

/** An ECS whose every answer is the error. */
const refusing = (kind: AwsErrorKind, code: string): Ecs => {
  const call = (operation: string) => Promise.reject(new AwsError(kind, code, 'no', `ecs:${operation}`, undefined));
  return { call, callRaw: call };
};
const name = { place: 'main', row: 'web' };

const unavailable: readonly [AwsErrorKind, string][] = [
  ['denied', 'AccessDeniedException'],
  ['rejected', 'UnsupportedFeatureException'],
  ['rejected', 'UnsupportedOperation'],
  ['rejected', 'UnknownOperationException'],
  ['rejected', 'InvalidAction'],
  ['rejected', 'NotImplemented'],
  ['rejected', 'ClientException'],
];
test.each(unavailable)('%s %s: a history that is not to be had is empty', async (kind, code) => {
  expect(await readHistory(refusing(kind, code), name)).toEqual([]);
});

const trouble: readonly [AwsErrorKind, string][] = [
  ['throttled', 'ThrottlingException'],
  ['transient', 'ServerException'],
  ['not-found', 'ServiceNotFoundException'],
  ['no-credentials', 'UnrecognizedClientException'],
  ['rejected', 'InvalidParameterException'],
];
test.each(trouble)('%s %s is thrown', async (kind, code) => {
  await expect(readHistory(refusing(kind, code), name)).rejects.toMatchObject({ code });
});
