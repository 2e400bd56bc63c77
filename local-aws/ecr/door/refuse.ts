import type { ServerResponse } from 'node:http';
import { AwsFault } from '../../service.ts';

/** Codes of the distribution protocol. https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
export type RefusalCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DENIED'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'TAG_INVALID'
  | 'UNKNOWN'
  | 'UNSUPPORTED';

export interface Refusal {
  readonly status: number;
  readonly code: RefusalCode;
  readonly message: string;
}

/** Answers with an error as the protocol has it; docker shows it as `name unknown: …`. */
export function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  if (response.headersSent) return void response.destroy();
  const body = JSON.stringify({ errors: [{ code, message }] });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'docker-distribution-api-version': 'registry/2.0',
  });
  response.end(body);
}

/** What ECR's API says as an exception, its registry says with a status and one of the protocol's codes. */
const refusals: Readonly<Record<string, readonly [number, RefusalCode]>> = {
  ImageTagAlreadyExistsException: [400, 'TAG_INVALID'],
  ImageNotFoundException: [404, 'MANIFEST_UNKNOWN'],
  ImageDigestDoesNotMatchException: [400, 'DIGEST_INVALID'],
  InvalidParameterException: [400, 'MANIFEST_INVALID'],
  LayersNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  ReferencedImagesNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  RepositoryNotFoundException: [404, 'NAME_UNKNOWN'],
};

export function refusalOf(error: unknown): Refusal {
  const message = Error.isError(error) ? error.message : String(error);
  if (!(error instanceof AwsFault)) return { status: 500, code: 'UNKNOWN', message };
  const [status, code] = refusals[error.code] ?? [error.status, 'UNKNOWN'];
  return { status, code, message };
}
