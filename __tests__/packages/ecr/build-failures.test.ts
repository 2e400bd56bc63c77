import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { annotations } from '#report/annotate';
import { renderClosing } from '#report/render-terminal';
import { ecrCases } from '../../cases/ecr.ts';
import { type BuildScene, openBuildScene } from './build-scene.ts';

let scene: BuildScene;
beforeEach(async () => {
  scene = await openBuildScene();
});
afterEach(async () => {
  await scene.close();
});

/** Everything that is in the registry, with its tags. */
const stored = () =>
  JSON.stringify(
    scene.ecr.registry
      .all()
      .map(({ name, images }) => [name, [...images.values()].map(({ digest, tags }) => [digest, ...tags])]),
  );

test.each(ecrCases)(
  '$code: $name',
  async ({ code, given, inputs, what, fix, line, builds = 0, verdict = 'failed', isOpen = false }) => {
    await given?.(scene);
    const before = stored();
    const { report, outputs } = await scene.run({ repository: 'api', ...inputs });
    expect(report).toMatchObject({
      verdict,
      diagnosis: { code, what: expect.stringMatching(what), fix: expect.stringMatching(fix) },
    });
    expect(report.diagnosis?.fix.split('\n').length).toBeLessThanOrEqual(2);
    expect(report.diagnosis?.at).toEqual(line === undefined ? undefined : { file: 'Dockerfile', line });
    expect(annotations(report)[0]).toMatchObject({ level: 'error', title: code });
    expect(outputs.image ?? '').toBe('');
    expect(scene.builds()).toHaveLength(builds);
    expect(scene.left()).toEqual([]);
    const last = renderClosing(report).at(-1) ?? '';
    expect({ last, says: last.includes('nothing was changed') }).toEqual({
      last,
      says: stored() === before && !isOpen,
    });
  },
);
