import type { HttpPort } from '#base/network';
import { createFaults, type Faults } from '../../local-aws/faults/create-faults.ts';
import type { LocalAws } from '../../local-aws/index.ts';
import { inProcess } from '../../local-aws/sdk-transport.ts';
import { readOperation } from '../../local-aws/wire/read-operation.ts';
import type { ScenarioFault, Trigger } from './scenario.ts';
import { githubHost, type World } from './world.ts';

/** A call of one of our processes that AWS carried out, or refused. */
export interface Call {
  /** `ecs:UpdateService` */
  readonly operation: string;
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly status: number;
}

export interface Begun {
  /** `UpdateService`, `POST deployments`. */
  readonly of: string;
  readonly at: number;
}

/** The way of one process to the rest of the world: with faults on it, and cut for ever when the process dies. */
export interface Lifeline {
  readonly network: { readonly aws: object; readonly http: HttpPort };
  /** Calls that reached AWS, in order. */
  readonly calls: readonly Call[];
  /** Calls that were begun, of AWS and of GitHub, in order: what a trigger counts. */
  readonly begun: readonly Begun[];
  readonly faults: Faults;
  cut(): void;
}

const never = () => new Promise<never>(() => {});

export function openLifeline(
  world: World,
  planned: readonly ScenarioFault[],
  trigger?: Trigger,
  interrupt: () => void = () => {},
): Lifeline {
  const { clock, aws } = world.shop;
  const { handle, calls, faults } = recordCalls(aws, planned);
  const inner = inProcess({ ...aws, handle }, (work) => clock.busy(work));
  let dead = false;
  const begun: Begun[] = [];
  if (trigger?.kind === 'time') clock.at(clock.now() + trigger.at, interrupt);
  const whenOf = watchFor(trigger);
  const through = async <T>(target: string, send: () => Promise<T>): Promise<T> => {
    if (!dead) begun.push({ of: target.slice(target.lastIndexOf('.') + 1), at: clock.now() });
    const when = whenOf(target);
    if (when === 'before') interrupt();
    if (dead) return await never();
    try {
      return await send();
    } finally {
      if (when === 'after') interrupt();
      if (dead) await never();
    }
  };
  return {
    network: {
      aws: {
        ...inner,
        handle: (...args: Parameters<typeof inner.handle>) =>
          through(args[0].headers['x-amz-target'] ?? '', () => inner.handle(...args)),
      },
      http: (request, signal) => {
        const send = () => world.http(request, signal);
        const { hostname, pathname } = request.url;
        if (hostname === githubHost) return through(`github.${request.method} ${pathname.split('/').at(-1)}`, send);
        return dead ? never() : send();
      },
    },
    calls,
    begun,
    faults,
    cut: () => {
      dead = true;
    },
  };
}

/** A door to AWS with faults in it, from now on, that writes down what comes through. */
export function recordCalls(aws: LocalAws, planned: readonly ScenarioFault[]) {
  const { clock, random, account } = aws.world;
  const start = clock.now();
  const calls: Call[] = [];
  const faults = createFaults({ clock, random, account });
  for (const { operation, do: action, from, span, probability } of planned) {
    const [begin, end] = [start + from, start + from + span];
    faults.add({ operation: new RegExp(`^(?:${operation})$`), do: action, from: begin, until: end, probability });
  }
  const handle = faults.inFrontOf(async (request) => {
    const at = clock.now();
    const response = await aws.handle(request);
    const { service, operation } = readOperation(request);
    calls.push({ operation: `${service}:${operation}`, at, body: parsed(request.body), status: response.status });
    return response;
  });
  return { handle, calls, faults };
}

/** Tells for each call, by its `x-amz-target` (`github.POST statuses`), whether it is the one to interrupt at, and when. */
export function watchFor(trigger: Trigger | undefined): (target: string) => 'before' | 'after' | undefined {
  let begun = 0;
  return (target) => {
    if (trigger?.kind !== 'call' || (trigger.of !== undefined && !target.endsWith(`.${trigger.of}`))) return undefined;
    return ++begun === trigger.nth ? trigger.when : undefined;
  };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
