import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readRoute } from '../../../local-aws/ecr/door/read-route.ts';
import { DoorStage, digestOf, manifestType, shown } from './push.ts';

let stage: DoorStage;
beforeEach(async () => {
  stage = await new DoorStage().open();
});
afterEach(() => stage.close());

describe('who may come in', () => {
  test('a password of GetAuthorizationToken, for 12 hours', async () => {
    const { authorizationData } = (await stage.api('GetAuthorizationToken', {})) as {
      authorizationData: { authorizationToken: string }[];
    };
    const [user, password = ''] = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64')
      .toString()
      .split(':');
    expect(user).toBe('AWS');
    const login = () => stage.ask('GET', '/v2/', { password });
    expect((await login()).status).toBe(200);
    await stage.clock.advance(12 * 3_600_000);
    const late = await login();
    expect(late.status).toBe(403);
    expect(await shown(late)).toBe('denied: Your authorization token has expired. Reauthenticate and try again.');
  });

  test.each([
    ['nobody', {}],
    ['a wrong password', { authorization: `Basic ${Buffer.from('AWS:wrong').toString('base64')}` }],
    ['no user', { authorization: `Basic ${Buffer.from('wrong').toString('base64')}` }],
    ['a bearer', { authorization: 'Bearer abc' }],
  ])('not %s', async (_name, headers) => {
    const answer = await stage.ask('GET', '/v2/team/app/manifests/v1', { password: null, headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Basic realm="https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/",service="ecr.amazonaws.com"',
    );
    expect(await answer.text()).toBe('Not Authorized\n');
  });

  test('nor somebody else with a good password', async () => {
    const password = stage.door?.pullFrom().password;
    const authorization = `Basic ${Buffer.from(`root:${password}`).toString('base64')}`;
    expect((await stage.ask('GET', '/v2/', { password: null, headers: { authorization } })).status).toBe(401);
  });

  test('the own token is taken again until it is about to expire', async () => {
    const before = stage.door?.pullFrom().password;
    expect(stage.door?.pullFrom().password).toBe(before);
    await stage.clock.advance(11.5 * 3_600_000);
    expect(stage.door?.pullFrom().password).not.toBe(before);
  });
});

const missing =
  "name unknown: The repository with name 'team/none' does not exist in the registry with id '111122223333'";
test.each([
  ['POST', '/v2/team/none/blobs/uploads/'],
  ['PUT', '/v2/team/none/manifests/v1'],
  ['GET', '/v2/team/none/manifests/v1'],
  ['GET', `/v2/team/none/blobs/${digestOf('x')}`],
  ['GET', '/v2/team/none/tags/list'],
])('a repository that does not exist: %s %s', async (method, path) => {
  const answer = await stage.ask(method, path);
  expect([answer.status, await shown(answer)]).toEqual([404, missing]);
});

test('with creation on push, a push creates it and a pull does not', async () => {
  const other = await new DoorStage().open({ createOnPush: true });
  expect((await other.ask('GET', '/v2/team/none/manifests/v1')).status).toBe(404);
  await other.push('team/none', 'v1');
  expect(await (await other.ask('GET', '/v2/_catalog')).json()).toEqual({ repositories: ['team/app', 'team/none'] });
  const bad = await other.ask('POST', '/v2/Bad--Name/blobs/uploads/');
  expect(bad.status).toBe(400);
  await other.close();
});

describe('tags', () => {
  test('of an immutable repository stay; the same image again is no error', async () => {
    stage.aws.ecr.createRepository('fixed', { mutability: 'IMMUTABLE' });
    const manifest = await stage.push('fixed', 'v1');
    expect((await stage.putManifest('fixed', 'v1', manifest)).status).toBe(201);
    const layer = await stage.pushBlob('fixed', 'other');
    const again = await stage.putManifest('fixed', 'v1', manifest.replace(digestOf('layer of v1'), layer));
    expect([again.status, await shown(again)]).toEqual([
      400,
      "tag invalid: The image tag 'v1' already exists in the 'fixed' repository and cannot be overwritten because the tag is immutable.",
    ]);
    expect(await (await stage.ask('GET', '/v2/fixed/manifests/v1')).text()).toBe(manifest);
  });

  test('of a mutable one move', async () => {
    const first = await stage.push('team/app', 'v1', 'one');
    const second = await stage.push('team/app', 'v1', 'two');
    expect(await (await stage.ask('GET', '/v2/team/app/manifests/v1')).text()).toBe(second);
    expect((await stage.ask('GET', `/v2/team/app/manifests/${digestOf(first)}`)).status).toBe(200);
  });
});

test('an archived image cannot be pulled', async () => {
  await stage.push('team/app', 'v1');
  stage.aws.ecr.archive('team/app', 'v1');
  expect((await stage.ask('GET', '/v2/team/app/manifests/v1')).status).toBe(404);
});

test('a push is scanned where the repository says so', async () => {
  stage.aws.ecr.createRepository('scanned', { scanOnPush: true });
  await stage.push('scanned', 'v1');
  const { imageScanStatus } = await stage.api('DescribeImageScanFindings', {
    repositoryName: 'scanned',
    imageId: { imageTag: 'v1' },
  });
  expect(imageScanStatus).toEqual({ status: 'IN_PROGRESS' });
});

describe('manifests', () => {
  const index = (digest: string) =>
    JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: manifestType, size: 1, digest }] });
  const indexType = 'application/vnd.oci.image.index.v1+json';

  test('an index of what is there', async () => {
    const text = index(digestOf(await stage.push('team/app', 'amd64')));
    expect((await stage.putManifest('team/app', 'v1', text, indexType)).status).toBe(201);
    expect((await stage.ask('GET', '/v2/team/app/manifests/v1')).headers.get('content-type')).toBe(indexType);
  });

  test.each([
    ['an index of what is not', 'v1', index(digestOf('no')), 400, 'manifest blob unknown: Images with digests'],
    ['no JSON', 'v1', 'FROM scratch', 400, 'manifest invalid: '],
    ['another digest', digestOf('no'), '{"schemaVersion":2}', 400, 'digest invalid: '],
    ['a tag that is none', '-v1', '{"schemaVersion":2}', 400, "Invalid parameter at 'imageTag'"],
    ['more than 4 MiB', 'v1', `{"schemaVersion":2,"x":"${'x'.repeat(4 * 1024 * 1024)}"}`, 413, 'too large'],
  ])('%s is refused', async (_name, reference, text, status, message) => {
    const answer = await stage.putManifest('team/app', reference, text, indexType);
    expect(answer.status).toBe(status);
    expect(await shown(answer)).toContain(message);
    expect((await stage.api('ListImages', { repositoryName: 'team/app' })).imageIds).toEqual([]);
  });

  test('what refers to an image is found by it', async () => {
    const manifest = await stage.push('team/app', 'v1');
    const subject = { mediaType: manifestType, size: manifest.length, digest: digestOf(manifest) };
    const signature = JSON.stringify({ ...JSON.parse(manifest), artifactType: 'application/x-signature', subject });
    await stage.putManifest('team/app', digestOf(signature), signature);
    const { manifests } = (await (await stage.ask('GET', `/v2/team/app/referrers/${subject.digest}`)).json()) as {
      manifests: unknown;
    };
    expect(manifests).toMatchObject([{ digest: digestOf(signature), artifactType: 'application/x-signature' }]);
  });
});

test.each([
  ['DELETE', '/v2/team/app/manifests/v1', 405, 'unsupported: '],
  ['GET', '/v1/', 404, 'unsupported: '],
  ['PATCH', '/v2/team/app/blobs/uploads/none', 404, 'blob upload unknown: '],
])('%s %s is not there', async (method, path, status, message) => {
  const answer = await stage.ask(method, path);
  expect(answer.status).toBe(status);
  expect(await shown(answer)).toContain(message);
});

test.each([
  ['/v2/', { kind: 'base' }],
  ['/v2', { kind: 'base' }],
  ['/v2/a/manifests/v1', { kind: 'manifest', repository: 'a', reference: 'v1' }],
  ['/v2/a/b/c/manifests/sha256:1', { kind: 'manifest', repository: 'a/b/c', reference: 'sha256:1' }],
  ['/v2/manifests/manifests/v1', { kind: 'manifest', repository: 'manifests', reference: 'v1' }],
  ['/v2/a/blobs/uploads', { kind: 'upload', repository: 'a' }],
  ['/v2/a/blobs/uploads/', { kind: 'upload', repository: 'a' }],
  ['/v2/a/b/blobs/uploads/1-2', { kind: 'upload', repository: 'a/b', upload: '1-2' }],
  ['/v2/a/blobs/sha256%3A1', { kind: 'blob', repository: 'a', digest: 'sha256:1' }],
  ['/v2/a', undefined],
])('%s', (path, route) => {
  expect(readRoute(path)).toEqual(route);
});
