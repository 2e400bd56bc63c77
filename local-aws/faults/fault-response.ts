import { AwsFault, type WireResponse } from '../service.ts';
import { error } from '../texts.ts';
import type { Asked } from '../wire/read-operation.ts';
import { writeJsonFault } from '../wire/write-json.ts';
import { writeQueryFault } from '../wire/write-query.ts';
import { deniedResource } from './denied-resource.ts';

const REQUEST_ID = '00000000-0000-4000-8000-00000000fa17';

/** An error answer in the protocol of the request. */
export function faultResponse(asked: Asked, fault: AwsFault): WireResponse {
  return asked.protocol === 'json'
    ? writeJsonFault(fault, '1.1', REQUEST_ID)
    : writeQueryFault(fault, 'https://aws.amazon.com/', REQUEST_ID);
}

/** `ThrottlingException` (JSON) or `Throttling` (Query), both with status 400. */
export const throttled = ({ protocol }: Asked): AwsFault =>
  new AwsFault(protocol === 'json' ? 'ThrottlingException' : 'Throttling', error.throttled);

export function serverError({ protocol, service }: Asked, status: number): AwsFault {
  const named = protocol === 'json' && (service === 'ecs' || service === 'ecr');
  const code = named ? 'ServerException' : status === 503 ? 'ServiceUnavailable' : 'InternalFailure';
  return new AwsFault(code, error.server, status);
}

export const expired = ({ protocol }: Asked): AwsFault =>
  protocol === 'json'
    ? new AwsFault('ExpiredTokenException', error.expired)
    : new AwsFault('ExpiredToken', error.expired, 403);

/** The code depends on the protocol; the sentence names who, what and on which resource. */
export function denied(asked: Asked, body: string, principal: string, account: string): AwsFault {
  const resource = deniedResource(asked, body, account);
  const message = error.denied(principal, `${asked.service}:${asked.operation}`, resource);
  return asked.protocol === 'json'
    ? new AwsFault('AccessDeniedException', message)
    : new AwsFault('AccessDenied', message, 403);
}

export const htmlError: WireResponse = {
  status: 503,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503</h1></body></html>',
};
