import type { WireRequest } from '../service.ts';

/** What a request asks for, as far as its headers and body tell without knowing any service. */
export interface Asked {
  /** The service as IAM names it in actions: `ecs`, `logs`, `elasticloadbalancing`, … */
  readonly service: string;
  /** `DescribeServices`; empty when the request names none. */
  readonly operation: string;
  readonly protocol: 'json' | 'query';
  readonly region?: string;
  /** Access key id of the signature. */
  readonly accessKey: string;
}

/** What SDK clients send before the dot of `x-amz-target`. */
const TARGETS: Readonly<Record<string, string>> = {
  AmazonEC2ContainerServiceV20141113: 'ecs',
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  Logs_20140328: 'logs',
  GraniteServiceVersion20100801: 'cloudwatch',
};

/** Where the name in a signature is not the one in IAM's actions. */
const SIGNED_AS: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;

/** Reads the service from the signature's scope, else from the target header; the operation from target or form. */
export function readOperation(request: WireRequest): Asked {
  const scope = SCOPE.exec(request.headers.authorization ?? '');
  const target = request.headers['x-amz-target'];
  const dot = target?.lastIndexOf('.') ?? -1;
  const signed = scope?.[3];
  const service =
    (signed === undefined ? undefined : (SIGNED_AS[signed] ?? signed)) ??
    (target === undefined ? unsignedService(request) : (TARGETS[target.slice(0, dot)] ?? ''));
  return {
    service,
    operation: target === undefined ? actionOf(request) : target.slice(dot + 1),
    protocol: target === undefined ? 'query' : 'json',
    ...(scope?.[2] === undefined ? {} : { region: scope[2] }),
    accessKey: scope?.[1] ?? '',
  };
}

/** AssumeRoleWithWebIdentity carries a token instead of a signature: nothing but its action says whose it is. */
const unsignedService = (request: WireRequest): string =>
  actionOf(request) === 'AssumeRoleWithWebIdentity' ? 'sts' : '';

function actionOf(request: WireRequest): string {
  const query = request.path.includes('?') ? request.path.slice(request.path.indexOf('?') + 1) : '';
  return new URLSearchParams(request.body).get('Action') ?? new URLSearchParams(query).get('Action') ?? '';
}
