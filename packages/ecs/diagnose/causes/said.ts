import { isRoutine } from '../routine-event.ts';
import { isScaledIn } from '../stopped-task.ts';
import type { FailureEvidence } from './evidence.ts';
import { factLines } from './fact-lines.ts';

/**
 * What AWS says about tasks that failed: reasons of the tasks and their containers, newest first; without any task, the
 * service events. Events of a service whose tasks did start may tell of older trouble.
 */
export function said(evidence: FailureEvidence): readonly string[] {
  const reasons = evidence.tasks
    .filter((task) => !isScaledIn(task))
    .flatMap((task) => [...task.containers.map((container) => container.reason ?? ''), task.stoppedReason ?? '']);
  const texts = reasons.some((text) => text !== '') ? reasons : telling(evidence.events);
  return [...new Set(texts.filter((text) => text !== ''))];
}

const telling = (events: readonly string[]): readonly string[] => events.filter((event) => !isRoutine(event));

/** What ECS says of every task whose container ended, whatever the cause. */
const isEmpty = (reason: string): boolean => /^Essential container in task (?:\S+ )?exited$/.test(reason);

/**
 * Everything verbatim, what tells most first: the telling text and what stands around it in the log, the reasons of
 * tasks and containers, those of the deployment, the log, the events, the bare facts; at most 40. Routine events are left out.
 */
export function verbatim(evidence: FailureEvidence, first: readonly (string | undefined)[] = []): readonly string[] {
  const { rollout, log, logNote, events } = evidence;
  const reasons = said(evidence);
  const lines = [
    ...first,
    ...around(log, first[0]),
    ...reasons.filter((reason) => !isEmpty(reason)),
    ...(rollout?.reasons ?? []),
    ...log.slice(-15),
    logNote,
    ...telling(events).slice(0, 10),
    ...factLines(evidence),
    ...reasons.filter(isEmpty),
  ];
  return [...new Set(lines.filter((line) => line !== undefined && line.trim() !== ''))].slice(0, 40) as string[];
}

/** The two lines before a telling line and the one after: where Python and Node say in which file it happened. */
function around(log: readonly string[], telling: string | undefined): readonly string[] {
  const at = telling === undefined ? -1 : log.findLastIndex((line) => line.includes(telling));
  return at < 0 ? [] : log.slice(Math.max(0, at - 2), at + 2);
}

/** `container api of web:42, service web in production`. */
export const whereOf = (evidence: FailureEvidence, container?: string): string =>
  `${container === undefined ? '' : `container ${container} of `}${evidence.revision}, ${evidence.place}`;

export interface NamedImage {
  readonly image: string;
  readonly container?: string;
}

/** The image that a text names and its container, else that of the only container there is. */
export function imageOf({ containers, revision }: FailureEvidence, text: string): NamedImage {
  const named = containers
    .toSorted((a, b) => b.image.length - a.image.length)
    .find(({ image }) => image !== '' && text.includes(image));
  const found = named ?? (containers.length === 1 ? containers[0] : undefined);
  if (found !== undefined) return { image: found.image, container: found.name };
  return { image: /\bref ([^\s"']*[^\s"',:])/.exec(text)?.[1] ?? `an image of ${revision}` };
}
