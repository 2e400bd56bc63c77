import { describe, expect, test } from '@jest/globals';
import { type AwsErrorKind, toAwsError } from '#aws/aws-error';

type Thrown = { readonly name?: string; readonly code?: string; readonly cause?: unknown };

/** As the SDK throws it: an error with fields. */
const thrown = (fields: Thrown, status?: number): Error =>
  Object.assign(new Error('it said so'), fields, status === undefined ? {} : { $metadata: { httpStatusCode: status } });

interface Row {
  readonly error: unknown;
  readonly kind: AwsErrorKind;
  /** AWS's own code, or that of the connection. */
  readonly code: string;
  readonly reason: string;
}

const row = (kind: AwsErrorKind, reason: string, code: string, fields: Thrown, status?: number): Row => ({
  error: thrown(fields, status),
  kind,
  code,
  reason,
});
const answered = (name: string, status: number, kind: AwsErrorKind, reason: string) =>
  row(kind, reason, name, { name }, status);
const connection = (code: string) => row('transient', 'unknown', code, { name: 'Error', code });

const rows: readonly Row[] = [
  answered('InvalidParameterException', 400, 'rejected', 'invalid-input'),
  answered('SomethingNewException', 400, 'rejected', 'invalid-input'),
  answered('SomethingNewException', 403, 'rejected', 'invalid-input'),
  answered('SomethingNewException', 429, 'throttled', 'throttled'),
  answered('SomethingNewException', 500, 'transient', 'unknown'),
  answered('ThrottlingException', 400, 'throttled', 'throttled'),
  answered('AccessDeniedException', 400, 'denied', 'access-denied'),
  answered('ServiceNotFoundException', 400, 'not-found', 'not-found'),
  answered('ServiceNotActiveException', 400, 'not-found', 'not-found'),
  answered('ExpiredTokenException', 403, 'expired', 'credentials-expired'),
  ...[
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPROTO',
    'EADDRNOTAVAIL',
    'ENETDOWN',
    'EHOSTDOWN',
    'ENOTFOUND',
    'EAI_AGAIN',
    'CERT_HAS_EXPIRED',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'ERR_STREAM_PREMATURE_CLOSE',
    'HPE_INVALID_CONSTANT',
    'UND_ERR_SOCKET',
  ].map(connection),
  row('transient', 'unknown', 'ECONNREFUSED', { name: 'TypeError', cause: { code: 'ECONNREFUSED' } }),
  row('unknown', 'unknown', 'TypeError', { name: 'TypeError' }),
  row('unknown', 'unknown', 'Error', { name: 'Error', code: 'ERR_INVALID_URL' }),
  row('unknown', 'unknown', 'SomethingNewException', { name: 'SomethingNewException' }),
  row('unknown', 'unknown', 'Error', {}),
  { error: 'only words', kind: 'unknown', code: 'Error', reason: 'unknown' },
  { error: null, kind: 'unknown', code: 'Error', reason: 'unknown' },
];

describe('what a client throws', () => {
  test.each(rows.map((one) => ({ ...one, name: `${one.code} ${JSON.stringify(one.error)}` })))(
    '$name is $kind: $reason',
    ({ error, kind, code, reason }) => {
      const found = toAwsError(error, 'ecs:UpdateService');
      expect({ kind: found.kind, code: found.code, reason: found.diagnosis.code }).toEqual({ kind, code, reason });
      const words = Error.isError(error) ? 'it said so' : String(error);
      expect(found.diagnosis.evidence[0]).toBe(`ecs:UpdateService: ${code}: ${words}`);
      expect(found.cause).toBe(error);
    },
  );
});
