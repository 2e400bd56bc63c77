import { AwsFault, type Call, type Service, type WireRequest, type WireResponse } from './service.ts';
import { error as errorTexts } from './texts.ts';
import { type Asked, readOperation } from './wire/read-operation.ts';
import { readQuery } from './wire/read-query.ts';
import { writeJson, writeJsonFault } from './wire/write-json.ts';
import { writeQuery, writeQueryFault } from './wire/write-query.ts';

export interface WireOptions {
  readonly account: string;
  readonly region: string;
  readonly requestId: () => string;
  /** The fault to answer with before anything is done: credentials that have expired. */
  readonly guard?: (asked: Asked) => AwsFault | undefined;
}

/**
 * Routes requests to services and speaks their protocols. An operation that no service here has fails loudly by name:
 * `UnknownOperationException` (JSON) or `InvalidAction` (Query), status 400.
 */
export function wire(
  services: readonly Service[],
  options: WireOptions,
): (request: WireRequest) => Promise<WireResponse> {
  const byName = new Map(services.map((service) => [service.name, service]));
  return async (request) => {
    const asked = readOperation(request);
    const speak = dialect(asked, byName.get(asked.service), options.requestId());
    try {
      return speak.answer(await run(asked, byName.get(asked.service), request, options));
    } catch (error) {
      return speak.fault(error instanceof AwsFault ? error : broken(asked, error));
    }
  };
}

function run(asked: Asked, service: Service | undefined, request: WireRequest, options: WireOptions): unknown {
  const operation = service?.operations[asked.operation];
  if (service === undefined || operation === undefined) throw unknownOperation(asked);
  const refused = options.guard?.(asked);
  if (refused !== undefined) throw refused;
  const call: Call = {
    account: options.account,
    region: asked.region ?? options.region,
    accessKey: asked.accessKey,
    raw: request.body,
  };
  return operation(readInput(asked, request) as never, call);
}

function readInput(asked: Asked, request: WireRequest): unknown {
  if (asked.protocol === 'query') return readQuery(request.body);
  try {
    return request.body === '' ? {} : JSON.parse(request.body);
  } catch {
    throw new AwsFault('SerializationException', errorTexts.notJson);
  }
}

function unknownOperation({ service, operation, protocol }: Asked): AwsFault {
  const name = `${service === '' ? 'unknown' : service}:${operation === '' ? '(none)' : operation}`;
  const code = protocol === 'json' ? 'UnknownOperationException' : 'InvalidAction';
  return new AwsFault(code, `local-aws does not have ${name}`);
}

function broken(asked: Asked, error: unknown): AwsFault {
  const message = Error.isError(error) ? (error.stack ?? error.message) : String(error);
  return new AwsFault('InternalFailure', `local-aws broke in ${asked.service}:${asked.operation}: ${message}`, 500);
}

function dialect(asked: Asked, service: Service | undefined, requestId: string) {
  if (service?.protocol.kind === 'query' || (service === undefined && asked.protocol === 'query')) {
    const namespace = service?.protocol.kind === 'query' ? service.protocol.namespace : 'https://aws.amazon.com/';
    return {
      answer: (output: unknown) =>
        writeQuery(output, asked.operation, { service: asked.service, namespace }, requestId),
      fault: (fault: AwsFault) => writeQueryFault(fault, namespace, requestId),
    };
  }
  const version = service?.protocol.kind === 'json' ? service.protocol.version : '1.1';
  return {
    answer: (output: unknown) => writeJson(output, version, requestId),
    fault: (fault: AwsFault) => writeJsonFault(fault, version, requestId),
  };
}
