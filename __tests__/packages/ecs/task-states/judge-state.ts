import { expect } from '@jest/globals';
import type { LocalAws } from '../../../../local-aws/index.ts';
import { tasksLeft } from '../../../support/deploy.ts';
import type { Case } from './axes.ts';
import { type Played, tasksOf } from './play-state.ts';

/** Milliseconds from the end of the container until all of its log was shown: 2 s to the verdict, 5 s for late lines. */
const prompt = 7_000;

/** Whether main, post and the next run tell what was, leave what they say, and migrate once. */
export function judgeState(one: Case, played: Played): void {
  judgeTold(one, played);
  judgeChanged(one, played);
  judgeLog(one, played);
  judgeTime(one, played);
  judgeLeft(one, played);
}

function judgeTold({ state: { told }, host }: Case, { ran }: Played): void {
  const { report } = ran;
  if (told.verdict === undefined) return;
  expect([ran.verdict, ran.code]).toEqual([told.verdict, told.code]);
  const why = report.diagnosis;
  if (told.says !== undefined) expect([why?.what, ...(why?.evidence ?? [])].join('\n')).toMatch(told.says);
  if (told.code !== undefined) expect(why?.evidence).not.toEqual([]);
  expect(ran.outputs['exit-code'] ?? '').toBe(told.exitCode === undefined ? '' : String(told.exitCode));
  // Nothing moves after a migration whose good end is not known.
  if (host.name === 'deploy-ecs') expect(ran.writes.includes('UpdateService')).toBe(told.verdict === 'succeeded');
}

/** What ran, or may have, is a change; what never ran is none. */
function judgeChanged({ state: { told }, host }: Case, { side, ran, tasks }: Played): void {
  if (host.name !== 'run-migration-task' || told.verdict === undefined || told.verdict === 'cancelled') return;
  const hasRun = side.shop.aws.world.timeline.some(
    ({ kind, subject, state }) => kind === 'ecs.task' && state === 'RUNNING' && tasks.includes(subject),
  );
  expect(ran.report.changed).toBe(hasRun || told.verdict === 'unknown');
}

/** What the container wrote, from the first line to the last: each once, in order, while it runs. */
function judgeLog({ state: { told } }: Case, { side, ran, tasks }: Played): void {
  const shown = ran.host.lines.filter((line) => line.startsWith('  ')).map((line) => line.slice(2));
  const written = tasks.flatMap((arn) => linesOf(side.shop.aws, arn));
  if (told.log === 'some') expect(shown).toEqual(inOrder(written, shown));
  else expect(shown).toEqual(written);
}

const linesOf = ({ logs }: LocalAws, arn: string): readonly string[] =>
  logs.lines('/ecs/shop', `web/app/${arn.slice(arn.lastIndexOf('/') + 1)}`);

/** Those of `all` that are in `some`, as `all` has them. */
const inOrder = (all: readonly string[], some: readonly string[]) => all.filter((line) => some.includes(line));

function judgeTime({ state: { told, end }, condition }: Case, { side, endedAt, tasks, ran }: Played): void {
  if (end !== undefined && end.killed === undefined) {
    const cancelledAt = ran.report.timeline.find(({ what }) => what === 'cancelled')?.at;
    if (cancelledAt !== undefined) expect(endedAt - cancelledAt).toBeLessThanOrEqual(5_000);
    return;
  }
  if (told.exitCode === undefined || ran.writes.includes('UpdateService')) return;
  const { timeline } = side.shop.aws.world;
  const truth = timeline.findLast(
    ({ kind, subject, state }) => kind === 'ecs.task' && subject === tasks.at(-1) && state === 'DEPROVISIONING',
  )?.at;
  // With a side-car that never ends, the container ended before its task did.
  if (truth !== undefined) expect(endedAt - truth).toBeLessThanOrEqual(prompt + (told.late ?? 0) + condition.late);
}

function judgeLeft({ state: { left = {} } }: Case, { side, tasks, left: going, post, next }: Played): void {
  const said = [...(post?.timeline.map(({ what }) => what) ?? [])].join('\n');
  expect(left.started ?? [1]).toContain(tasks.length);
  expect({ running: going.length, post: post?.verdict }).toEqual({
    running: left.running ?? 0,
    post: left.post,
  });
  if (left.postSays !== undefined) expect(said).toMatch(left.postSays);
  expect(next.verdict).toBe(left.next ?? 'succeeded');
  expect(tasksOf(side, '778-1')).toHaveLength(next.verdict === 'succeeded' ? 1 : 0);
  expect(mostAtOnce(side.shop.aws)).toBeLessThanOrEqual(1);
  if ((left.next ?? 'succeeded') === 'succeeded') expect(tasksLeft(side.shop).length).toBeLessThanOrEqual(1);
}

/** Most one-off tasks whose containers ran at the same time. */
function mostAtOnce({ world, ecs }: LocalAws): number {
  const oneOff = new Set(
    [...ecs.state.clusters.values()].flatMap(({ tasks }) =>
      [...tasks.values()].flatMap(({ service, arn }) => (service === undefined ? [arn] : [])),
    ),
  );
  const up = new Set<string>();
  let most = 0;
  for (const { kind, subject, state } of world.timeline) {
    if (kind !== 'ecs.task' || !oneOff.has(subject)) continue;
    if (state === 'RUNNING') up.add(subject);
    else if (state === 'DEPROVISIONING' || state === 'STOPPED') up.delete(subject);
    most = Math.max(most, up.size);
  }
  return most;
}
