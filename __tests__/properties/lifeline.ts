import type { HttpPort } from '#base/network';
import { createFaults, type Faults } from '../../local-aws/faults/create-faults.ts';
import { inProcess } from '../../local-aws/sdk-transport.ts';
import { readOperation } from '../../local-aws/wire/read-operation.ts';
import type { ScenarioFault, Trigger } from './scenario.ts';
import type { World } from './world.ts';

/** A call of one of our processes that AWS carried out, or refused. */
export interface Call {
  /** `ecs:UpdateService` */
  readonly operation: string;
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly status: number;
}

/** The way of one process to the rest of the world: with faults on it, and cut for ever when the process dies. */
export interface Lifeline {
  readonly network: { readonly aws: object; readonly http: HttpPort };
  /** Calls that reached AWS, in order. */
  readonly calls: readonly Call[];
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
  const { shop } = world;
  const { clock, aws } = shop;
  const start = clock.now();
  const calls: Call[] = [];
  const faults = createFaults({ clock, random: aws.world.random, account: aws.world.account });
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
  const inner = inProcess({ ...aws, handle }, (work) => clock.busy(work));
  let dead = false;
  const begun = { all: 0, named: 0 };
  if (trigger?.kind === 'time') clock.at(start + trigger.at, interrupt);
  /** Whether this call is the one to be interrupted at. */
  const isTrigger = (target: string): boolean => {
    if (trigger?.kind !== 'call') return false;
    begun.all++;
    if (trigger.of === undefined) return begun.all === trigger.nth;
    return target.endsWith(`.${trigger.of}`) && ++begun.named === trigger.nth;
  };
  const through = async <T>(target: string, send: () => Promise<T>): Promise<T> => {
    const when = trigger?.kind === 'call' && isTrigger(target) ? trigger.when : undefined;
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
      http: (request, signal) => (dead ? never() : world.http(request, signal)),
    },
    calls,
    faults,
    cut: () => {
      dead = true;
    },
  };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
