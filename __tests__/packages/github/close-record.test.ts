import { expect, test } from '@jest/globals';
import { closeRecord } from '#github/close-record';
import type { JournalRef, LeftRecord } from '#rollout/journal';
import { commit, type GithubWorld, githubWorld } from './github-world.ts';

const row = { row: 'web', place: 'shop', to: 'arn:web:2' };
const left: LeftRecord = { release: '777-1', rows: [row] };

/** A deployment of these services that a run has opened, with what was said of it. */
function opened({ github }: GithubWorld, service: string, ...statuses: readonly [string, string][]): number {
  const services = [{ cluster: 'shop', service, to: `arn:${service}:2` }];
  const post = (path: string, body: object) =>
    JSON.parse(
      github.handle({
        method: 'POST',
        path: `/repos/acme/shop${path}`,
        headers: { authorization: `Bearer ${github.state.token}` },
        body: JSON.stringify(body),
      }).body,
    );
  const payload = { v: 1, release: '777-1', services };
  const { id } = post('/deployments', { ref: commit, environment: 'production', payload, required_contexts: [] });
  for (const [state, description] of statuses) post(`/deployments/${id}/statuses`, { state, description });
  return id;
}

interface Case {
  readonly name: string;
  /** What stands there; the first of them is the one that main has opened. */
  readonly there: readonly { readonly service: string; readonly said: readonly [string, string][] }[];
  /** Main has kept its id. */
  readonly known: boolean;
  readonly verdict: 'cancelled' | 'failed' | 'rollback-failed';
  /** What is said last of each of them. */
  readonly last: readonly string[];
}

const started: readonly [string, string] = ['in_progress', 'started'];

const cases: readonly Case[] = [
  {
    name: 'is closed',
    there: [{ service: 'web', said: [[...started]] }],
    known: true,
    verdict: 'cancelled',
    last: ['error cancelled'],
  },
  {
    name: 'of which nothing was said is closed',
    there: [{ service: 'web', said: [] }],
    known: true,
    verdict: 'failed',
    last: ['failure failed · unknown: It failed, and what was seen fits no known cause.'],
  },
  {
    name: 'that main has closed so stays',
    there: [{ service: 'web', said: [[...started], ['error', 'cancelled · said by main']] }],
    known: true,
    verdict: 'cancelled',
    last: ['error cancelled · said by main'],
  },
  {
    name: 'that has come to another end since is told that',
    there: [{ service: 'web', said: [[...started], ['error', 'cancelled']] }],
    known: true,
    verdict: 'rollback-failed',
    last: ['error rollback-failed · unknown: It failed, and what was seen fits no known cause.'],
  },
  {
    name: 'whose making was not answered is found by release and services, beside one of another job',
    there: [
      { service: 'web', said: [] },
      { service: 'api', said: [[...started]] },
    ],
    known: false,
    verdict: 'cancelled',
    last: ['error cancelled', 'in_progress started'],
  },
  {
    name: 'that was never made is not looked for in others',
    there: [{ service: 'api', said: [[...started]] }],
    known: false,
    verdict: 'cancelled',
    last: ['in_progress started'],
  },
];

test.each(cases)('a record $name', async ({ there, known, verdict, last }) => {
  const world = githubWorld();
  const ids = there.map(({ service, said }) => opened(world, service, ...said));
  const { host, github } = world;
  const ref: JournalRef = { environment: 'production', ...(known && ids[0] !== undefined ? { id: ids[0] } : {}) };
  const end = { verdict, ...(verdict === 'cancelled' ? {} : ({ code: 'unknown' } as const)) };
  await closeRecord({ 'github-token': github.state.token }, host)(ref, left, end);
  const words = ids.map((id) => {
    const said = github.home.deploymentStatuses.get(id)?.at(-1);
    return `${said?.state} ${said?.description}`;
  });
  expect(words).toEqual(last);
  expect(host.lines.filter((line) => line.startsWith('warning:'))).toEqual([]);
});

const troubles: readonly (readonly [string, (world: GithubWorld) => string | undefined, RegExp])[] = [
  [
    'the permission is missing',
    ({ github }) => {
      Object.assign(github.state.permissions, { deployments: 'read' });
      return github.state.token;
    },
    /deployments: write is missing/,
  ],
  ['there is no token', () => undefined, /github-token is empty/],
];

test.each(troubles)('a record that cannot be closed, since %s, is one warning', async (_, given, says) => {
  const world = githubWorld();
  const id = opened(world, 'web');
  const token = given(world);
  await closeRecord({ 'github-token': token }, world.host)({ environment: 'production', id }, left, {
    verdict: 'cancelled',
  });
  expect(world.host.lines.filter((line) => line.startsWith('warning:'))).toEqual([expect.stringMatching(says)]);
});
