import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { tellingLine } from '../telling-line.ts';
import type { Explain, FailureEvidence } from './evidence.ts';
import { verbatim, whereOf } from './said.ts';

/** So many tasks that ended alike are a loop. */
const loop = 3;

/** Task after task ends with the same exit code: `crash-loop` from the third on, `exit-code` before and for one-off tasks. */
export const explain: Explain = (evidence) => {
  const { failing, tasks, oneOff } = evidence;
  // An exit code after a stop from outside is the signal's, not the program's.
  if (failing === undefined || stoppedFromOutside(tasks[0]?.stopCode)) return undefined;
  if (failing.exitCode === undefined) return notStarted(evidence, failing.name, failing.reason);
  if (oneOff === true && failing.exitCode === 0) return undefined;
  const { name, exitCode } = failing;
  const line = tellingLine(evidence.log);
  const said = line === undefined ? '' : `, "${line}"`;
  const times = tasks.length > 1 ? ` (${tasks.length} times)` : '';
  return diagnosis(tasks.length >= loop && oneOff !== true ? 'crash-loop' : 'exit-code', {
    what: `container "${name}" exits ${exitCode}${said}${times}`,
    where: whereOf(evidence, name),
    evidence: verbatim(evidence, [line ?? `container ${name}: exitCode ${exitCode}`]),
    fix: fixOf(evidence, name, exitCode, line),
    confidence: line === undefined ? 'likely' : 'certain',
  });
};

const stoppedFromOutside = (stopCode: string | undefined): boolean =>
  stopCode === 'UserInitiated' || stopCode === 'ServiceSchedulerInitiated';

function notStarted(evidence: FailureEvidence, name: string, reason: string | undefined): Diagnosis | undefined {
  const text = [reason, ...evidence.tasks.map((task) => task.stoppedReason)].find((one) =>
    /CannotStartContainerError|CannotCreateContainerError|ContainerRuntimeError/i.test(one ?? ''),
  );
  if (text === undefined) return undefined;
  return diagnosis('exit-code', {
    what: `container "${name}" could not be started: ${text}`,
    where: whereOf(evidence, name),
    evidence: verbatim(evidence, [text]),
    fix: `Check command, entryPoint and workingDirectory of container ${name} in ${evidence.revision}: its image must have them.`,
  });
}

function fixOf(evidence: FailureEvidence, name: string, exitCode: number, line: string | undefined): string {
  const { revision, containers, log } = evidence;
  const variable = missingVariable(line ?? '', log);
  if (variable !== undefined) {
    const { variables = [], secrets = {} } = containers.find((one) => one.name === name) ?? {};
    if (!variables.includes(variable) && secrets[variable] === undefined)
      return `Add ${variable} to the secrets or the environment of container ${name} in ${revision}.`;
    // A key that is missing although the variable is there is one of something else.
    if (!/KeyError/.test(line ?? ''))
      return `Correct the value of ${variable} of container ${name} in ${revision}: it is there, and its program does not take it.`;
  }
  if (exitCode === 127 || exitCode === 126) {
    return `The command of container ${name} in ${revision} cannot be run: check command, entryPoint and the image.`;
  }
  if (exitCode === 0) return `Container ${name} ends by itself: its command in ${revision} must keep running.`;
  if (exitCode === 137) return `Container ${name} was killed: look at its memory and stopTimeout in ${revision}.`;
  return `Correct what the log of container ${name} names, in the code or in the settings of ${revision}.`;
}

/** What a program says of names in its own code, not in its environment. */
const ofCode = /^(?:Uncaught )?(?:ReferenceError|NameError|UnboundLocalError)\b/;

/** `DATABASE_URL` of what programs say about a variable that is not set. */
function missingVariable(line: string, log: readonly string[]): string | undefined {
  if (ofCode.test(line)) return undefined;
  const name = '([A-Z][A-Z0-9_]{2,})';
  return (
    keyOfEnvironment(new RegExp(`KeyError: '?"?${name}\\b`).exec(line)?.[1], log) ??
    new RegExp(`${name}["'\`]? (?:is not (?:set|defined)|is (?:missing|required|undefined)|must be set|not set)`).exec(
      line,
    )?.[1] ??
    new RegExp(`(?:missing|required|undefined)(?: required)? (?:environment )?variable:? ["'\`]?${name}`, 'i').exec(
      line,
    )?.[1]
  );
}

/** Any dictionary has keys: it is the environment's when it looks like one, or Python says that it looked there. */
function keyOfEnvironment(key: string | undefined, log: readonly string[]): string | undefined {
  if (key === undefined || key.includes('_')) return key;
  return log.some((line) => /<frozen os>|\bos\.py\b|\benviron\b|\bgetenv\b/.test(line)) ? key : undefined;
}
