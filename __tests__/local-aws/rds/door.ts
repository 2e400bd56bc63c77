import { Readable } from 'node:stream';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { AwsFault, type Service } from '../../../local-aws/service.ts';
import { wire } from '../../../local-aws/wire.ts';
import type { World } from '../../../local-aws/world.ts';

export interface VirtualWorld extends World {
  readonly clock: VirtualClock;
}

/** An empty account on virtual time. */
export function virtualWorld(): VirtualWorld {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  return { clock: new VirtualClock(), account: '123456789012', region: 'eu-west-1', random, timeline: [] };
}

/** May answer a call with a fault instead. */
export type Trouble = (operation: string, input: unknown) => AwsFault | undefined;

/** Client settings that lead into `services`. */
export function door(world: World, services: readonly Service[], trouble?: Trouble) {
  const guarded = services.map((service) => ({ ...service, operations: guard(service.operations, trouble) }));
  const handle = wire(guarded, { account: world.account, region: world.region, requestId: () => 'test-request' });
  const requestHandler = {
    handle: async (request: { method: string; path: string; headers: Record<string, string>; body: string }) => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const { status, headers: answered, body } = await handle({ ...request, headers });
      return { response: { statusCode: status, headers: answered, body: Readable.from([body]) } };
    },
  };
  return {
    region: world.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' },
    maxAttempts: 1,
    requestHandler: requestHandler as never,
  };
}

function guard(operations: Service['operations'], trouble: Trouble | undefined) {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]): [string, Service['operations'][string]] => [
      name,
      (input, call) => {
        const fault = trouble?.(name, input);
        if (fault !== undefined) throw fault;
        return run(input, call);
      },
    ]),
  );
}

/** The name (of an operation called directly: the code) and message of a refusal; `succeeded` when there is none. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'succeeded';
  } catch (error) {
    if (error instanceof AwsFault) return `${error.code}: ${error.message}`;
    return Error.isError(error) ? `${error.name}: ${error.message}` : String(error);
  }
}

export const fault = (code: string, message: string, status = 400) => new AwsFault(code, message, status);
