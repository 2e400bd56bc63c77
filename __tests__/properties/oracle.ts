import { isGreen, type Verdict } from '#report/verdict';
import { recordsAreTrue } from './oracle-of-records.ts';
import { brokenByRuns, reportOf, runsOf } from './oracle-of-runs.ts';
import type { Played } from './play.ts';
import type { Run } from './run-in-world.ts';
import { minutes, rolloutMinutes, type Scenario } from './scenario.ts';
import type { Seen, SeenService } from './see.ts';
import type { Tag } from './world.ts';

/** Promises of the project that a play broke, a line each. Reads the far end; of our report only what it claims. */
export function brokenPromises(played: Played): readonly string[] {
  return [
    ...brokenByRuns(played),
    ...goodIsGreen(played),
    ...greenIsTrue(played),
    ...wentBackIsTrue(played),
    ...neverLeftOnFailed(played),
    ...postIsForCancels(played),
    ...noTaskLeft(played),
    ...nobodyOverruled(played),
    ...registeredOnce(played),
    ...nextRunKnows(played),
    ...recordsAreTrue(played, isFoundDead(played)),
  ];
}

/** The next run has come so far that it opened a record of its own, and may take the dead one for dead. */
function isFoundDead(played: Played): boolean {
  const { records = [], next, scenario, foreign } = played;
  const last = next.at(-1)?.run;
  const hasRecord = records.some(({ release }) => release !== '777-1');
  return (
    last !== undefined && hasRecord && isKnownDead(played) && foreign === undefined && scenario.change !== 'nothing'
  );
}

/** Where nothing goes wrong, nothing is made to go wrong: a good release succeeds. */
function goodIsGreen({ scenario, main, foreign }: Played): string[] {
  const report = reportOf(main);
  const { services, migration, check, faults } = scenario;
  const isGood =
    services.every(({ fate }) => fate === 'good') &&
    (migration === 'none' || migration === 'succeeds') &&
    (check.kind === 'none' || (check.kind === 'passes' && services.every(({ desired }) => desired > 0))) &&
    faults.length === 0;
  if (report === undefined || !isGood || foreign !== undefined || main.interrupted !== undefined) return [];
  if (scenario.strategy === 'paused' && report.verdict === 'paused') return [];
  return isGreen(report.verdict) ? [] : [`a good release is ${report.verdict} (${report.diagnosis?.what})`];
}

/** The tag that a run wanted. */
const wantedTag = ({ scenario }: Played): Tag => (scenario.change === 'nothing' ? 'v1' : 'v2');

function greenIsTrue(played: Played): string[] {
  const report = reportOf(played.main);
  if (report === undefined || (report.verdict !== 'succeeded' && report.verdict !== 'unchanged')) return [];
  const { scenario, afterMain } = played;
  const lines = afterMain.services.flatMap((service, index) =>
    scenario.services[index]?.wait === false
      ? []
      : notServing('green', service, wantedTag(played), played.foreign?.service === service.name),
  );
  return [...lines, ...checksPassed(played)];
}

/** What contradicts the claim that a service serves a tag. `again`: somebody may be starting the same revision anew. */
function notServing(claim: string, service: SeenService, tag: Tag, again = false): string[] {
  const { name, rollout, running } = service;
  const others = running.filter((one) => one !== tag);
  return [
    ...(service.tag === tag ? [] : [`${claim}, but ${name} has ${service.tag} PRIMARY instead of ${tag}`]),
    ...(rollout === 'COMPLETED' || again ? [] : [`${claim}, but the deployment of ${name} is ${rollout}`]),
    ...(others.length === 0 ? [] : [`${claim}, but ${name} runs ${others.join(', ')} instead of ${tag} alone`]),
  ];
}

function checksPassed({ scenario, world, main }: Played): string[] {
  const { kind, perRow } = scenario.check;
  const report = reportOf(main);
  if (kind === 'none' || report?.verdict === 'unchanged') return [];
  const asked = world.services.filter((_, index) =>
    perRow ? scenario.services[index]?.wait !== false : index === 0 && scenario.services.some(({ wait }) => wait),
  );
  const followed = report?.rows.filter(({ verdict }) => verdict === 'succeeded').map(({ name }) => name) ?? [];
  return asked.flatMap((service) => {
    if (perRow && !followed.includes(service)) return [];
    const last = world.answers.filter((one) => one.service === service && one.at <= main.endedAt).slice(-3);
    const isGood =
      last.length === 3 &&
      last.every(({ tag, status }) => tag === (scenario.change === 'nothing' ? 'v1' : 'v2') && status === 200);
    return isGood
      ? []
      : [
          `green, but the check of ${service} had not passed (${last.map((one) => `${one.tag} ${one.status}`).join(', ')})`,
        ];
  });
}

/** A row that is said to be rolled back runs what it ran before, in the number it had. */
function wentBackIsTrue(played: Played): string[] {
  const said = reportOf(played.post) ?? reportOf(played.main);
  const seen = played.post === undefined ? played.afterMain : played.atLast;
  return (said?.rows ?? []).flatMap(({ name, verdict }) => {
    const service = seen.services.find((one) => one.name === name);
    if (verdict !== 'rolled-back' || service === undefined || isOverruled(played, name)) return [];
    return [...notServing('rolled back', service, proven(played, name)), ...countIsBack(played, seen, name)];
  });
}

function countIsBack({ before, scenario }: Played, seen: Seen, name: string): string[] {
  const [was, is] = [before, seen].map(({ services }) => services.find((one) => one.name === name)?.desired);
  return was === is || scenario.onFailure === 'leave'
    ? []
    : [`rolled back, but ${name} wants ${is} tasks instead of ${was}`];
}

/** What served before our first write to a service: ours to go back to. */
function proven(played: Played, name: string): Tag {
  return foreignCameFirst(played, name) ? foreignTag(played) : 'v1';
}

const foreignTag = ({ scenario }: Played): Tag => (scenario.foreign?.revision === 'other' ? 'other' : 'v1');

const updatesOf = (run: Run, name: string) =>
  run.calls.filter(
    ({ operation, body, status }) => operation === 'ecs:UpdateService' && body.service === name && status === 200,
  );

const foreignCameFirst = (played: Played, name: string): boolean => {
  const { foreign, main } = played;
  const [first] = updatesOf(main, name);
  return foreign?.service === name && (first === undefined || foreign.at < first.at);
};

/** Somebody else's deployment came after ours: it is to be left alone. */
const isOverruled = (played: Played, name: string): boolean =>
  played.foreign?.service === name && !foreignCameFirst(played, name);

const honest: readonly Verdict[] = ['rollback-failed', 'unknown', 'superseded', 'paused'];

/** With `on-failure: rollback` nothing red is left on what failed, unless it is said. */
function neverLeftOnFailed(played: Played): string[] {
  const { scenario, main, post, foreign } = played;
  const report = reportOf(post) ?? reportOf(main);
  if (report === undefined || isGreen(report.verdict) || scenario.change === 'nothing') return [];
  if (honest.includes(report.verdict) || foreign !== undefined) return [];
  if ((isCancelled(played) ? scenario.onCancel : scenario.onFailure) === 'leave') return [];
  const seen = post === undefined ? played.afterMain : played.atLast;
  return seen.services.flatMap(({ name, tag }, index) => {
    const row = report.rows.find((one) => one.name === name);
    if (row !== undefined && honest.includes(row.verdict)) return [];
    const isStarted = scenario.services[index]?.wait === false;
    return tag === 'v2' && !isStarted ? [`${report.verdict}, but ${name} was left on v2 (row ${row?.verdict})`] : [];
  });
}

/** A run that came to its own end leaves nothing for `post`, which would report it a second time, as cancelled. */
function postIsForCancels({ main, post }: Played): string[] {
  if (main.interrupted !== undefined || post === undefined || post.end.kind === 'nothing') return [];
  return [`post did something after a run that was not cancelled (${reportOf(main)?.verdict})`];
}

function noTaskLeft(played: Played): string[] {
  const { scenario, main, post, atLast, next } = played;
  if (atLast.tasks === 0 || (isCancelled(played) && scenario.onCancel === 'leave')) return [];
  if (main.end.kind === 'killed' && next.length === 0 && post === undefined) return [];
  if (!isCalm(isCancelled(played) ? post : main)) return [];
  // No run finds out what a dead one left where there is no open record: somebody else's newer revision hides it, and
  // a proven revision that is deployed again keeps its own.
  const hidden = played.foreign !== undefined || scenario.change === 'nothing';
  if (main.end.kind === 'killed' && post === undefined && (hidden || !isKnownDead(played))) return [];
  return [`${atLast.tasks} one-off tasks were left running`];
}

const isCancelled = ({ main, post }: Pick<Played, 'main' | 'post'>): boolean =>
  main.end.kind === 'cut-off' ||
  reportOf(main)?.verdict === 'cancelled' ||
  (main.end.kind === 'killed' && post !== undefined);

/** Milliseconds after which nobody may take a dead run for alive: its timeouts, and the hour of a snapshot. */
const lifetimeOf = (scenario: Scenario): number =>
  (2 * rolloutMinutes(scenario) + minutes.verify + minutes.migration + 60) * 60_000;

/** Whether the last run began when the killed one was certainly dead: its time over, or started again itself. */
const isKnownDead = ({ main, next, scenario }: Played): boolean =>
  (scenario.end.kind === 'kill' && scenario.end.next === 'same') ||
  (next.at(-1)?.run.startedAt ?? 0) > main.endedAt + lifetimeOf(scenario);

/** No call was hindered, so that nothing excuses what is left. */
const isCalm = (...runs: readonly (Run | undefined)[]): boolean => runs.every((run) => (run?.faults.length ?? 0) === 0);

/** Nothing of ours is written over a deployment that somebody else made after ours. */
function nobodyOverruled(played: Played): string[] {
  const { foreign, main, post, scenario } = played;
  if (foreign === undefined || !isOverruled(played, foreign.service)) return [];
  const stale = [...main.faults, ...(post?.faults ?? [])].some((kind) => kind === 'stale' || kind === 'latency');
  if (stale || scenario.foreign?.revision !== 'other') return [];
  const late = [main, ...(post === undefined ? [] : [post])]
    .flatMap((run) => updatesOf(run, foreign.service))
    .filter(({ at }) => at > foreign.at);
  return late.map(
    ({ at, body }) => `somebody else's deployment was overruled ${at - foreign.at} ms later by ${JSON.stringify(body)}`,
  );
}

function registeredOnce(played: Played): string[] {
  return runsOf(played).flatMap(([run, { calls }]) =>
    played.world.services.flatMap((name) => {
      const registered = calls.filter(
        ({ operation, body, status }) =>
          operation === 'ecs:RegisterTaskDefinition' && body.family === name && status === 200,
      );
      return registered.length > 1 ? [`${run} registered ${registered.length} revisions of ${name}`] : [];
    }),
  );
}

/** After a run that died, a good revision serves in the end, and a bad one gives way to the last proven one. */
function nextRunKnows(played: Played): string[] {
  const last = played.next.at(-1);
  const { scenario } = played;
  if (last === undefined || scenario.end.kind !== 'kill') return [];
  const report = reportOf(last.run);
  if (report === undefined) return [];
  const { next } = scenario.end;
  // What waits for a person is told, and left.
  if (scenario.strategy === 'paused' && report.verdict === 'paused') return [];
  if (next === 'good') {
    if (report.verdict !== 'succeeded')
      return [
        `the next run of a good revision is ${report.verdict} (${report.diagnosis?.code}: ${report.diagnosis?.what})`,
      ];
    return last.after.services.flatMap((service, index) =>
      scenario.services[index]?.wait === false ? [] : notServing('next run', service, 'good'),
    );
  }
  if (
    next === 'same' &&
    (report.verdict === 'succeeded' || report.verdict === 'unchanged') &&
    scenario.change !== 'nothing'
  ) {
    return last.after.services.flatMap((service, index) =>
      scenario.services[index]?.wait === false
        ? []
        : notServing('next run', service, 'v2', played.foreign !== undefined),
    );
  }
  if (next === 'same' || isGreen(report.verdict) || played.foreign !== undefined) return [];
  return last.after.services.flatMap((service) =>
    service.tag === 'v1' || isProven(played, service)
      ? []
      : [`after a bad next run (${report.verdict}) ${service.name} has ${service.tag} PRIMARY`],
  );
}

/** Seen through to its end by the run before it died, or not to be waited for. */
function isProven({ world }: Played, { definition }: SeenService): boolean {
  const tags = world.aws.ecs.state.tags.get(definition) ?? [];
  return tags.some(
    ({ key, value }) => key === 'deploy-actions:state' && (value === 'succeeded' || value === 'started'),
  );
}
