import { type Played, play } from './play.ts';
import type { Scenario, ScenarioEnd, Trigger } from './scenario.ts';

/** A release that is interrupted at every moment of it. */
export interface Story {
  readonly name: string;
  readonly scenario: Scenario;
  /** `calls`: around each write, after the first of each read, and every so often; `writes`: without the reads, and of the record's own only the first; `stages`: around the move, in each stage. */
  readonly by: 'calls' | 'writes' | 'stages';
}

export interface Moment {
  readonly name: string;
  readonly trigger: Trigger;
}

/** How a process is ended. A machine that dies takes `post` with it, and another run comes. */
export const signals = ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGKILL and no post'] as const;
export type Signal = (typeof signals)[number];

export interface Interrupted {
  readonly name: string;
  readonly signal: Signal;
  readonly scenario: Scenario;
}

const writes = /^(?:Register|Run|Update|Stop|Tag|Untag|POST )/;
/** Those of the record alone: one story is interrupted at each of them. */
const records = /^(?:Tag|Untag|POST )/;
/** Milliseconds between moments of time. */
const pace = 40_000;
/** Milliseconds into a stage. */
const inside = 500;

/** Every moment of a story, with every signal. Plays it undisturbed first: what comes before a moment is the same then. */
export async function interruptions({ name, scenario, by }: Story): Promise<readonly Interrupted[]> {
  const played = await play({ ...scenario, end: { kind: 'naturally' } });
  const moments =
    by === 'stages' ? [...ofMove(played), ...ofStages(played)] : [...ofCalls(played, by), ...ofTime(played)];
  return moments.flatMap((moment, at) =>
    signals.map((signal) => ({
      name: `${name}: ${moment.name}, ${signal}`,
      signal,
      scenario: { ...scenario, end: endBy(signal, moment.trigger, at) },
    })),
  );
}

function ofCalls(played: Played, by: 'calls' | 'writes'): readonly Moment[] {
  const { begun = [] } = played.main;
  return begun.flatMap(({ of }, at) => {
    const nth = begun.slice(0, at + 1).filter((one) => one.of === of).length;
    if (by === 'writes' && records.test(of) && nth > 1) return [];
    if (writes.test(of)) return (['before', 'after'] as const).map((when) => atCall(of, nth, when));
    return nth === 1 && by === 'calls' ? [atCall(of, nth, 'after')] : [];
  });
}

const ofMove = (played: Played): readonly Moment[] =>
  ofCalls(played, 'writes').filter(({ trigger }) => trigger.kind === 'call' && trigger.of === 'UpdateService');

function ofTime({ main }: Played): readonly Moment[] {
  const times = Math.floor((main.endedAt - main.startedAt) / pace);
  return Array.from({ length: times }, (_, index) => atTime((index + 1) * pace, `${((index + 1) * pace) / 1_000} s`));
}

/** Each stage once, of those that the run saw. */
function ofStages({ world, main }: Played): readonly Moment[] {
  const stages = world.aws.world.timeline.filter(
    ({ kind, at }) => kind === 'ecs.stage' && at >= main.startedAt && at + inside < main.endedAt,
  );
  return stages.map(({ state, at }, index) => {
    const nth = stages.slice(0, index + 1).filter((one) => one.state === state).length;
    return atTime(at - main.startedAt + inside, `in ${state}${nth === 1 ? '' : ` (${nth})`}`);
  });
}

const atCall = (of: string, nth: number, when: 'before' | 'after'): Moment => ({
  name: `${when} ${of} ${nth}`,
  trigger: { kind: 'call', of, nth, when },
});

const atTime = (at: number, name: string): Moment => ({ name, trigger: { kind: 'time', at } });

const nexts = ['same', 'good', 'bad'] as const;

function endBy(signal: Signal, trigger: Trigger, at: number): ScenarioEnd {
  switch (signal) {
    case 'SIGINT':
      return { kind: 'cancel', trigger, finishFaults: [] };
    case 'SIGTERM':
      return { kind: 'cancel', trigger, finishFaults: [], signal };
    case 'SIGKILL':
      return { kind: 'kill', trigger, post: true, pause: 0, next: 'good' };
    case 'SIGKILL and no post':
      return { kind: 'kill', trigger, post: false, pause: at % 2 === 0 ? 0 : 7_200_000, next: nexts[at % 3] ?? 'same' };
  }
}

/** In which stage of its deployment a run was interrupted; `undefined` when it had none. */
export function stageOf({ world, main }: Played): string | undefined {
  const { at: end = 0 } = main.interrupted ?? {};
  return world.aws.world.timeline.findLast(({ kind, at }) => kind === 'ecs.stage' && at >= main.startedAt && at <= end)
    ?.state;
}
