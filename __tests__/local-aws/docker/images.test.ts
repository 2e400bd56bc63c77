import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PullFrom } from '../../../local-aws/ecr/door/open-door.ts';
import { connectEngine } from '../../../local-aws/runtimes/docker-engine.ts';
import { findImage } from '../../../local-aws/runtimes/docker-images.ts';
import { FakeEngine } from './fake-engine.ts';
import { digest, registry, specOf } from './run-container.ts';

let engine: FakeEngine;
beforeEach(async () => {
  engine = await new FakeEngine().open();
});
afterEach(() => engine.close());

const from: PullFrom = { registry, address: '127.0.0.1:5443', username: 'AWS', password: 'secret>>>???' };
const find = (image: string, given?: { digest?: string; from?: PullFrom }) =>
  findImage(
    connectEngine(engine.host),
    specOf({ image, ...(given?.digest === undefined ? {} : { digest: given.digest }) }),
    given?.from,
  );

test('an image of our registry is pulled by digest from its door, with a token, also when its tag is here', async () => {
  engine.images.set(`${registry}/team/app:v1`, { id: 'sha256:old' });
  engine.onPull = () => ({ id: 'sha256:new', repoDigests: [`127.0.0.1:5443/team/app@${digest}`] });
  expect(await find(`${registry}/team/app:v1`, { digest, from })).toEqual({ id: 'sha256:new', digest });
  const [pull] = engine.pulls;
  expect(Object.fromEntries(pull?.query ?? [])).toEqual({ fromImage: '127.0.0.1:5443/team/app', tag: digest });
  // An engine takes this in padded base64 with the alphabet for addresses only.
  expect(pull?.auth).toMatch(/^[\w-]+={0,2}$/);
  expect((pull?.auth ?? '').length % 4).toBe(0);
  expect(JSON.parse(Buffer.from(pull?.auth ?? '', 'base64url').toString())).toEqual({
    username: 'AWS',
    password: 'secret>>>???',
    serveraddress: '127.0.0.1:5443',
  });
});

test.each([
  ['app', { fromImage: 'app', tag: 'latest' }],
  ['host:5000/team/app', { fromImage: 'host:5000/team/app', tag: 'latest' }],
  ['host:5000/team/app:v1', { fromImage: 'host:5000/team/app', tag: 'v1' }],
  [`app:v1@${digest}`, { fromImage: 'app', tag: digest }],
])('%s is asked for by name and reference, as nobody', async (image, query) => {
  engine.onPull = () => {
    engine.images.set(image, { id: 'sha256:1' });
    return { id: 'sha256:1' };
  };
  await find(image, { from });
  expect(engine.pulls.map((one) => Object.fromEntries(one.query))).toEqual([query]);
  expect(engine.pulls[0]?.auth).toBeUndefined();
});

test.each([
  ['what is here is not pulled', [], 'sha256:1'],
  ['it has the digest it was pulled with', [`other@sha256:b`, `lab/app@${digest}`], digest],
  ['or any', [`other@sha256:b`], 'sha256:b'],
])('an image of this machine: %s', async (_name, repoDigests, expected) => {
  engine.images.set('lab/app:1', { id: 'sha256:1', repoDigests });
  expect(await find('lab/app:1', { from })).toEqual({ id: 'sha256:1', digest: expected });
  expect(engine.pulls).toEqual([]);
});

const image = `${registry}/app:v1`;
const pulls = 'CannotPullContainerError: pull image manifest has been retried';
const dial = 'Get "https://x/v2/": dial tcp 10.0.0.1:443: i/o timeout';
test.each([
  [
    'manifest for x not found: manifest unknown: Requested image not found',
    `${pulls} 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
  ],
  [dial, `${pulls} 5 time(s): failed to resolve ref ${image}: failed to do request: ${dial}`],
  [
    'no matching manifest for linux/amd64 in the manifest list entries',
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
  ],
  [
    'no basic auth credentials',
    `${pulls} 1 time(s): failed to resolve ref ${image}: pull access denied, repository does not exist or may require authorization: server message: no basic auth credentials`,
  ],
  ['toomanyrequests: slow down', `${pulls} 1 time(s): failed to resolve ref ${image}: toomanyrequests: slow down`],
])('%s', async (message, reason) => {
  engine.onPull = () => [500, message];
  await expect(find(image, { digest, from })).rejects.toThrow(reason);
  // The same among the lines of progress, after the engine has begun to answer.
  engine.onPull = () => message.replaceAll('"', '\\"');
  await expect(find(image, { digest, from })).rejects.toThrow(reason);
});
