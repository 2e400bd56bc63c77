import { describe, expect, test } from '@jest/globals';
import type { WantedImage } from '#ecs/service/service-change';
import { definition, ServiceWorld } from './service-world.ts';

const [container] = definition.containerDefinitions;

/** A service that runs an image of its own repository, or what a team starts with, is asked for an image. */
async function planned(running: string, image: (uri: string) => WantedImage): Promise<string | undefined> {
  const world = new ServiceWorld();
  const placeholder = { containerDefinitions: [{ ...container, image: 'placeholder:1' }] };
  await world.open({}, running === 'a placeholder' ? placeholder : {});
  const platform = await world.platform();
  const uri = world.image('v2').replace(/:v2$/, '');
  const { target } = await world.plan(platform, world.change({ image: image(uri) }));
  return target.kind === 'register' ? target.definition.containerDefinitions[0]?.image.replace(uri, 'URI') : undefined;
}

const tag = (): WantedImage => ({ kind: 'tag', tag: 'v2', fromRow: false });
const repository =
  (name?: string) =>
  (uri: string): WantedImage => ({
    kind: 'repository',
    repository: name ?? uri,
    tag: 'v2',
  });

describe('the tag that another job has built', () => {
  test.each([
    ['its own image', 'the tag alone', tag],
    ['its own image', 'the name of the repository', repository('web')],
    ['a placeholder', 'the name of the repository', repository('web')],
    ['a placeholder', 'the URI of the repository', repository()],
  ])('%s runs, wanted by %s: by digest, of the right repository', async (running, _, image) => {
    expect(await planned(running, image)).toMatch(/^URI@sha256:[0-9a-f]{64}$/);
  });

  test('a placeholder runs, wanted by the tag alone: told before anything is written what is missing', async () => {
    await expect(planned('a placeholder', tag)).rejects.toMatchObject({
      diagnosis: {
        code: 'invalid-input',
        what: expect.stringContaining('placeholder:1'),
        fix: expect.stringContaining('image: <'),
      },
    });
  });

  test('a repository that is not there', async () => {
    await expect(planned('a placeholder', repository('nowhere'))).rejects.toMatchObject({
      diagnosis: { code: 'image-not-found', what: expect.stringContaining('/nowhere:v2') },
    });
  });
});
