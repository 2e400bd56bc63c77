import { diagnosis } from '#report/diagnosis';
import type { Explain, FailedHook } from './evidence.ts';
import { verbatim, whereOf } from './said.ts';

/** A lifecycle hook of the deployment failed, nobody answered it in time, or ECS could not do its own part of a stage. */
export const explain: Explain = (evidence) => {
  const hook = evidence.rollout?.failedHook;
  if (hook === undefined) return undefined;
  const { target, stage, said } = hook;
  const { events, rollout } = evidence;
  const text = [...(rollout?.reasons ?? []), ...events].find((one) => /lifecycle hook\(s\) failed/i.test(one));
  const name = target?.split(':').at(-1);
  const at = stage === undefined ? '' : ` at the stage ${stage}`;
  const told = said === undefined ? 'failed or was not answered in time' : `failed: ${said}`;
  return diagnosis('hook-failed', {
    what: `the lifecycle hook${name === undefined ? '' : ` ${name}`}${at} ${told}`,
    where: `${name === undefined ? '' : `hook ${name} of `}${whereOf(evidence)}`,
    evidence: verbatim(evidence, [text, ...(rollout?.reasons ?? [])]),
    fix: fixOf(hook, evidence.place),
  });
};

function fixOf({ target, stage, said = '' }: FailedHook, place: string): string {
  if (/not authorized|AccessDenied/i.test(said)) {
    const action = /perform: (\S+)/.exec(said)?.[1];
    return `Allow ${action ?? 'what it asks for'} to the role that ${place} gives ECS for its hooks and load balancers.`;
  }
  if (/unable to parse|hookStatus/i.test(said)) {
    return `Let the function ${target ?? `of the hook of ${place}`} answer { "hookStatus": "SUCCEEDED" }, "FAILED" or "IN_PROGRESS".`;
  }
  if (target === undefined)
    return `Read the logs of the hooks of ${place}${stage === undefined ? '' : ` for ${stage}`}.`;
  if (target.startsWith('ecs-pause-')) return `Run again and answer the pause ${target} of ${place} in time.`;
  return `Read the log of the function ${target}: it says why it answered FAILED, or not in time.`;
}
