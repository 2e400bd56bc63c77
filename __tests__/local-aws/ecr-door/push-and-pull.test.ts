import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Backend } from './backend.ts';
import { DoorStage, digestOf, manifestOf, manifestType, shown } from './push.ts';

describe.each(['a folder', 'a registry', 'a registry that names itself'])('with %s behind the door', (behind) => {
  let backend: Backend;
  let stage: DoorStage;
  beforeEach(async () => {
    backend = await new Backend().open();
    backend.absolute = behind === 'a registry that names itself';
    stage = await new DoorStage().open(behind === 'a folder' ? {} : { backend: backend.url });
  });
  afterEach(async () => {
    await stage.close();
    await backend.close();
  });

  test('what was pushed is what ECR knows and what is pulled', async () => {
    const manifest = await stage.push('team/app', 'v1', 'the layer');
    const digest = digestOf(manifest);
    const { imageDetails } = await stage.api('DescribeImages', { repositoryName: 'team/app' });
    expect(imageDetails).toMatchObject([
      {
        imageDigest: digest,
        imageTags: ['v1'],
        imageSizeInBytes: 9,
        imageManifestMediaType: manifestType,
        imagePushedAt: stage.clock.now() / 1000,
      },
    ]);
    const { images } = await stage.api('BatchGetImage', { repositoryName: 'team/app', imageIds: [{ imageTag: 'v1' }] });
    expect(images).toMatchObject([{ imageManifest: manifest }]);
    for (const reference of ['v1', digest]) {
      const answer = await stage.ask('GET', `/v2/team/app/manifests/${reference}`);
      expect(answer.headers.get('docker-content-digest')).toBe(digest);
      expect(answer.headers.get('content-type')).toBe(manifestType);
      expect(await answer.text()).toBe(manifest);
      const head = await stage.ask('HEAD', `/v2/team/app/manifests/${reference}`);
      expect([head.status, head.headers.get('content-length')]).toEqual([200, String(manifest.length)]);
    }
    const layer = await stage.ask('GET', `/v2/team/app/blobs/${digestOf('the layer')}`);
    expect(await layer.text()).toBe('the layer');
    expect(stage.aws.ecr.resolve(`${stage.aws.ecr.host}/team/app:v1`)).toEqual({ kind: 'found', digest });
    expect(await (await stage.ask('GET', '/v2/team/app/tags/list')).json()).toEqual({ name: 'team/app', tags: ['v1'] });
  });

  test('every Location leads back through the door', async () => {
    const begun = await stage.ask('POST', '/v2/team/app/blobs/uploads/');
    expect(begun.headers.get('location')).toMatch(`${stage.door?.url}/v2/team/app/blobs/uploads/`);
    const put = await stage.ask(
      'PUT',
      `${begun.headers.get('location')}${behind === 'a folder' ? '?' : '&'}digest=${digestOf('x')}`,
      { body: 'x' },
    );
    expect(put.headers.get('location')).toBe(`${stage.door?.url}/v2/team/app/blobs/${digestOf('x')}`);
  });

  test('a layer of another repository is mounted, one that is nowhere is asked for', async () => {
    stage.aws.ecr.createRepository('other');
    const digest = await stage.pushBlob('team/app', 'shared');
    const mounted = await stage.ask('POST', `/v2/other/blobs/uploads/?mount=${digest}&from=team/app`);
    expect(mounted.status).toBe(201);
    expect((await stage.ask('HEAD', `/v2/other/blobs/${digest}`)).status).toBe(200);
    const absent = await stage.ask('POST', `/v2/other/blobs/uploads/?mount=${digestOf('no')}&from=team/app`);
    expect(absent.status).toBe(202);
  });

  test('a big layer comes back as it was', async () => {
    const content = 'y'.repeat(3_000_000);
    const digest = await stage.pushBlob('team/app', content);
    expect(await (await stage.ask('GET', `/v2/team/app/blobs/${digest}`)).text()).toBe(content);
  });

  test('a layer that is not what it says is refused', async () => {
    const { headers } = await stage.ask('POST', '/v2/team/app/blobs/uploads/');
    const location = headers.get('location') ?? '';
    const put = await stage.ask('PUT', `${location}${location.includes('?') ? '&' : '?'}digest=${digestOf('x')}`, {
      body: 'z',
    });
    expect(put.status).toBe(400);
    expect(await shown(put)).toContain('digest invalid: ');
    expect((await stage.ask('HEAD', `/v2/team/app/blobs/${digestOf('x')}`)).status).toBe(404);
  });

  test('a manifest whose layers were not pushed is refused, and ECR does not have it', async () => {
    const answer = await stage.putManifest('team/app', 'v1', manifestOf(digestOf('no'), digestOf('neither'), 1));
    expect(answer.status).toBe(400);
    expect(await shown(answer)).toContain('manifest blob unknown: ');
    expect(await stage.api('DescribeImages', { repositoryName: 'team/app' })).toEqual({ imageDetails: [] });
  });

  test('an image that is tagged through the API is pulled by that tag, and not after its tag is deleted', async () => {
    const manifest = await stage.push('team/app', 'v1');
    await stage.api('PutImage', { repositoryName: 'team/app', imageTag: 'stable', imageManifest: manifest });
    expect((await stage.ask('GET', '/v2/team/app/manifests/stable')).status).toBe(200);
    await stage.api('BatchDeleteImage', { repositoryName: 'team/app', imageIds: [{ imageTag: 'stable' }] });
    const gone = await stage.ask('GET', '/v2/team/app/manifests/stable');
    expect([gone.status, await shown(gone)]).toEqual([404, 'manifest unknown: Requested image not found']);
    expect((await stage.ask('GET', '/v2/team/app/manifests/v1')).status).toBe(200);
  });

  test('an image deleted through the API is gone, behind the door as well', async () => {
    const digest = digestOf(await stage.push('team/app', 'v1'));
    if (behind !== 'a folder') expect(backend.manifests.has(`team/app@${digest}`)).toBe(true);
    await stage.api('BatchDeleteImage', { repositoryName: 'team/app', imageIds: [{ imageDigest: digest }] });
    expect((await stage.ask('GET', `/v2/team/app/manifests/${digest}`)).status).toBe(404);
    while (backend.manifests.size > 0) await new Promise((resolve) => setImmediate(resolve));
    await stage.push('team/app', 'v1');
    expect((await stage.ask('GET', '/v2/team/app/manifests/v1')).status).toBe(200);
  });
});

test('the token stays at the door', async () => {
  const backend = await new Backend().open();
  const stage = await new DoorStage().open({ backend: backend.url });
  await stage.push('team/app', 'v1');
  expect(backend.asked.length).toBeGreaterThan(5);
  expect(backend.asked.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  await stage.close();
  await backend.close();
});

test('layers stay in a folder that was named', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'door-')), 'layers');
  const stage = await new DoorStage().open({ folder });
  await stage.push('team/app', 'v1');
  await stage.close();
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a registry that is not there is a 502 that says so, and a backend is an http address', async () => {
  const stage = await new DoorStage().open({ backend: 'http://127.0.0.1:1' });
  const answer = await stage.ask('POST', '/v2/team/app/blobs/uploads/');
  expect(answer.status).toBe(502);
  expect(await shown(answer)).toContain('unknown: the registry behind the door: connect ECONNREFUSED 127.0.0.1:1');
  await stage.close();
  await expect(new DoorStage().open({ backend: '/var/lib/registry' })).rejects.toThrow('Invalid URL');
});
