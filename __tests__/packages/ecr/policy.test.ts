import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Permission } from '#aws/permission';
import { permissions } from '../../../actions/build-push-ecr/permissions.ts';
import { guardWith, type Words } from '../../support/iam-guard.ts';
import { type BuildScene, openBuildScene } from './build-scene.ts';

let scene: BuildScene;
beforeEach(async () => {
  scene = await openBuildScene();
});
afterEach(async () => {
  await scene.close();
});

const words: Words = { REGION: 'eu-west-1', ACCOUNT: '123456789012', REPOSITORY: 'api' };
const inputs = { repository: 'api', 'moving-tags': 'latest', scan: 'high' };

async function build(allowed: readonly Permission[]) {
  const guard = guardWith(scene.aws, scene.aws.settings.requestHandler as never, allowed, words);
  const ran = await scene.run(inputs, { aws: guard.aws });
  return { verdict: ran.report.verdict, refused: [...guard.refused] };
}

test('what the page of build-push-ecr allows is enough', async () => {
  expect(await build(permissions)).toEqual({ verdict: 'succeeded', refused: [] });
});

test.each(permissions)('without $sid it ends otherwise, or as well, as the page says', async ({ sid, without }) => {
  const end = await build(permissions.filter((permission) => permission.sid !== sid));
  expect(end.refused).not.toEqual([]);
  expect(end.verdict === 'succeeded').toBe(without !== undefined);
});
