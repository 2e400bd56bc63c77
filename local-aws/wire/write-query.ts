import type { AwsFault, WireResponse } from '../service.ts';
import { listEntry } from './list-entry.ts';

export interface QueryDialect {
  readonly service: string;
  readonly namespace: string;
}

/** An AWS Query answer: `<OpResponse><OpResult>…</OpResult><ResponseMetadata>…`. */
export function writeQuery(
  output: unknown,
  operation: string,
  { service, namespace }: QueryDialect,
  requestId: string,
): WireResponse {
  if (service === 'ec2') return writeEc2(inner(output ?? {}, service), operation, namespace, requestId);
  const result = `<${operation}Result>${inner(output ?? {}, service)}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    headers: headers(requestId),
    body: `<${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`,
  };
}

/** EC2's dialect: no element around the result. */
const writeEc2 = (members: string, operation: string, namespace: string, requestId: string): WireResponse => ({
  status: 200,
  headers: headers(requestId),
  body: `<${operation}Response xmlns="${namespace}"><requestId>${requestId}</requestId>${members}</${operation}Response>`,
});

/** An AWS Query error: `<ErrorResponse><Error><Type>Sender</Type><Code>…`. */
export function writeQueryFault(fault: AwsFault, namespace: string, requestId: string): WireResponse {
  const type = fault.status < 500 ? 'Sender' : 'Receiver';
  const error = `<Type>${type}</Type><Code>${escaped(fault.code)}</Code><Message>${escaped(fault.message)}</Message>`;
  return {
    status: fault.status,
    headers: headers(requestId),
    body: `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  };
}

const headers = (requestId: string) => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId });

function inner(value: unknown, service: string): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .map(([name, member]) => element(name, member, service))
    .join('');
}

function element(name: string, value: unknown, service: string): string {
  if (!Array.isArray(value)) return `<${name}>${inner(value, service)}</${name}>`;
  const entry = listEntry(service, name);
  return `<${name}>${value.map((item) => `<${entry}>${inner(item, service)}</${entry}>`).join('')}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
