import type { AwsFault, WireResponse } from '../service.ts';

/** An AWS JSON answer: dates become epoch seconds with milliseconds, absent members stay away. */
export function writeJson(output: unknown, version: string, requestId: string): WireResponse {
  return { status: 200, headers: headers(version, requestId), body: JSON.stringify(withEpochSeconds(output) ?? {}) };
}

/** An AWS JSON error: the code stands in the body and in a header. */
export function writeJsonFault(fault: AwsFault, version: string, requestId: string): WireResponse {
  return {
    status: fault.status,
    headers: { ...headers(version, requestId), 'x-amzn-errortype': fault.code },
    body: JSON.stringify({ __type: fault.code, message: fault.message }),
  };
}

const headers = (version: string, requestId: string) => ({
  'content-type': `application/x-amz-json-${version}`,
  'x-amzn-requestid': requestId,
});

function withEpochSeconds(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(withEpochSeconds);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = withEpochSeconds((value as Record<string, unknown>)[key]);
  return copy;
}
