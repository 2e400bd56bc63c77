import { diagnosis } from '#report/diagnosis';
import type { Explain } from './evidence.ts';
import { said, verbatim, whereOf } from './said.ts';

/** A container was killed for the memory it used. */
export const explain: Explain = (evidence) => {
  const text = said(evidence).find((one) => /OutOfMemory(?:Error)?\b/.test(one));
  if (text === undefined) return undefined;
  const killed = evidence.tasks.flatMap((task) => task.containers).find(({ reason }) => reason === text);
  const container = killed?.name ?? evidence.failing?.name;
  return diagnosis('out-of-memory', {
    what: `${container === undefined ? 'a container of the task' : `container "${container}"`} was killed: it used more memory than it may`,
    where: whereOf(evidence, container),
    evidence: verbatim(evidence, [text]),
    fix: `Raise memory of ${container === undefined ? 'the task' : `container ${container} (or of the task)`} in ${evidence.revision}, or find what in this commit needs more.`,
  });
};
