import * as z from 'zod';
import type { LocalAws } from '../index.ts';
import type { WireRequest, WireResponse } from '../service.ts';
import { readRules } from './read-rules.ts';

const PREFIX = '/_local-aws/';

const alarm = z.strictObject({ name: z.string(), state: z.enum(['ALARM', 'OK']) });
const secret = z.strictObject({ valueFrom: z.string(), value: z.string() });
const lifecycle = z.strictObject({ repository: z.string() });
const capacity = z.strictObject({ reason: z.string().nullable() });

/**
 * The same answers as `aws.handle`, and below `/_local-aws/` what a test in another process does to this AWS from
 * outside: faults, calls, alarms, secrets, capacity, lifecycle. JSON both ways; what is wrong with a request is a 400 with a sentence.
 */
export function withControls(aws: LocalAws): (request: WireRequest) => Promise<WireResponse> {
  const taken = new Map<string, () => void>();
  return async (request) => {
    if (!request.path.startsWith(PREFIX)) return aws.handle(request);
    const { pathname, searchParams } = new URL(request.path, 'http://127.0.0.1');
    try {
      const [what = '', id] = pathname.slice(PREFIX.length).split('/');
      return answer(aws, taken, { verb: `${request.method} ${what}`, id, search: searchParams, body: request.body });
    } catch (error) {
      return json(400, { message: sentenceOf(error) });
    }
  };
}

interface ControlCall {
  readonly verb: string;
  readonly id: string | undefined;
  readonly search: URLSearchParams;
  readonly body: string;
}

function answer(aws: LocalAws, taken: Map<string, () => void>, call: ControlCall): WireResponse {
  const { verb, id, search, body } = call;
  switch (verb) {
    case 'GET health':
      return json(200, { status: 'ok', now: aws.world.clock.now() });
    case 'POST faults': {
      const ids = readRules(JSON.parse(body)).map((rule) => {
        const name = String(taken.size + 1);
        taken.set(name, aws.faults.add(rule));
        return name;
      });
      return json(201, { ids });
    }
    case 'DELETE faults':
      if (id !== undefined && !taken.has(id)) return json(404, { message: `there is no fault ${id}` });
      if (id === undefined) aws.faults.clear();
      else taken.get(id)?.();
      return json(200, {});
    case 'GET calls':
      return json(200, { calls: listCalls(aws, search) });
    case 'POST alarms': {
      const { name, state } = alarm.parse(JSON.parse(body));
      aws.ecs.setAlarm(name, state === 'ALARM');
      return json(200, {});
    }
    case 'POST secrets': {
      const { valueFrom, value } = secret.parse(JSON.parse(body));
      aws.ecs.setSecret(valueFrom, value);
      return json(200, {});
    }
    case 'POST lifecycle':
      return json(200, { expired: aws.ecr.applyLifecycle(lifecycle.parse(JSON.parse(body)).repository) });
    case 'POST capacity':
      aws.ecs.setCapacity(capacity.parse(JSON.parse(body)).reason ?? undefined);
      return json(200, {});
    default:
      return json(404, { message: `no such control: ${verb}` });
  }
}

/** Calls in order, those at or after `since` (ms since the epoch) and of `operation` when these are given. */
function listCalls({ calls }: LocalAws, search: URLSearchParams): readonly unknown[] {
  const since = Number(search.get('since') ?? 0);
  const wanted = search.get('operation');
  return calls
    .filter(({ at, operation }) => at >= since && (wanted === null || operation === wanted))
    .map(({ at, operation, resource, accessKey, status, fault }) => {
      const [service = '', name = ''] = operation.split(':');
      return { at, time: new Date(at).toISOString(), service, operation: name, resource, accessKey, status, fault };
    });
}

function sentenceOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return Error.isError(error) ? error.message : String(error);
}

const json = (status: number, value: unknown): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
