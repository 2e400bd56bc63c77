import { diagnosisOf, Failure } from '#report/failure';
import { awsDiagnosis } from './diagnose.ts';

/** What kind of error an AWS call ended with; decided by the error's name, never by its class or status alone. */
export type AwsErrorKind =
  | 'throttled'
  | 'denied'
  | 'expired'
  | 'no-credentials'
  | 'not-found'
  /** Server trouble or no connection: the call may or may not have been carried out. */
  | 'transient'
  /** AWS answered, and refuses. */
  | 'rejected'
  /** There is no answer of AWS, and nothing known stood in its way: the call may or may not have been carried out. */
  | 'unknown';

/** What is known of a failed call. */
export interface AwsTrouble {
  readonly kind: AwsErrorKind;
  /** AWS's own code, `ServiceNotFoundException`. */
  readonly code: string;
  readonly message: string;
  /** `ecs:UpdateService`. */
  readonly operation: string;
}

/** Whether a call that ended like this may have been carried out all the same. */
export const isOutcomeOpen = ({ kind }: AwsTrouble): boolean => kind === 'transient' || kind === 'unknown';

/** An AWS call that failed for good: a failure with a diagnosis, so that no room has to translate it. `message` is AWS's. */
export class AwsError extends Failure implements AwsTrouble {
  override name = 'AwsError';
  readonly kind: AwsErrorKind;
  readonly code: string;
  readonly operation: string;

  constructor(
    kind: AwsErrorKind,
    code: string,
    message: string,
    operation: string,
    cause: unknown,
    why = awsDiagnosis({ kind, code, message, operation }, operation),
  ) {
    super(why, { cause });
    this.message = message;
    this.kind = kind;
    this.code = code;
    this.operation = operation;
  }
}

const throttlingCodes = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const patterns: readonly (readonly [RegExp, AwsErrorKind])[] = [
  [/^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError(Exception)?)$/, 'denied'],
  [/^(ExpiredToken(Exception)?|RequestExpired)$/, 'expired'],
  [
    /^(CredentialsProviderError|UnrecognizedClientException|InvalidClientTokenId|TokenProviderError)$/,
    'no-credentials',
  ],
  [/NotFound(Exception|Fault)?$|^NoSuch|^ServiceNotActive(Exception)?$/, 'not-found'],
  [
    /^(TimeoutError|AbortError|RequestTimeout(Exception)?|ServerException|IDPCommunicationError(Exception)?|ServiceUnavailable(Exception)?|InternalFailure|InternalServer(Error|Exception)|InternalError|SyntaxError)$/,
    'transient',
  ],
  // What Node calls trouble with a name, a connection, its certificates, and what comes through it.
  [
    /^(E(CONN|HOST|NET|ADDR|AI_)\w+|E(NOTFOUND|PIPE|PROTO|TIMEDOUT)|ERR_(SSL|TLS|HTTP2|SOCKET|STREAM)_\w+|CERT_\w+|\w+_CERT(_\w+)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|(HPE|UND_ERR)_\w+)$/,
    'transient',
  ],
];

/** Turns whatever an SDK client threw into an `AwsError`. */
export function toAwsError(error: unknown, operation: string): AwsError {
  if (error instanceof AwsError) return error;
  const { name = 'Error', code, message = String(error), status } = facets(error);
  const kind = kindOf(name, code, status);
  return new AwsError(kind, kind === 'transient' && code ? code : name, message, operation, error);
}

/**
 * What a call ends with that could not be made because its credentials had expired and were not renewed. Trouble that may
 * pass stays what it is: who looks again asks for keys again.
 */
export function expiredForGood(why: unknown, operation: string): AwsError {
  if (why instanceof AwsError && (why.kind === 'transient' || why.kind === 'throttled')) return why;
  const found = diagnosisOf(why, 'role-to-assume');
  return new AwsError('expired', 'ExpiredToken', found.what, operation, why, {
    ...found,
    code: 'credentials-expired',
    what: `the credentials expired before ${operation} and could not be renewed: ${found.what}`,
  });
}

function kindOf(name: string, code: string | undefined, status: number | undefined): AwsErrorKind {
  for (const word of [name, code ?? '']) {
    if (throttlingCodes.has(word)) return 'throttled';
    const found = patterns.find(([pattern]) => pattern.test(word));
    if (found !== undefined) return found[1];
  }
  if (status === undefined) return 'unknown';
  if (status === 429) return 'throttled';
  return status >= 500 ? 'transient' : 'rejected';
}

function facets(error: unknown): { name?: string; code?: string; message?: string; status?: number } {
  if (typeof error !== 'object' || error === null) return {};
  const fields = error as Record<string, unknown>;
  const metadata = fields.$metadata as { httpStatusCode?: number } | undefined;
  const response = fields.$response as { statusCode?: number } | undefined;
  const status = metadata?.httpStatusCode ?? response?.statusCode;
  const code = fields.code ?? (fields.cause as { code?: unknown } | undefined)?.code;
  return {
    ...(typeof fields.name === 'string' ? { name: fields.name } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof fields.message === 'string' ? { message: fields.message } : {}),
    ...(status === undefined ? {} : { status }),
  };
}
