import type { ReasonCode } from '#report/reasons';
import { ecrCases } from '../cases/ecr.ts';
import { openBuildScene } from '../packages/ecr/build-scene.ts';
import type { Sample } from './sample.ts';

const codes: readonly ReasonCode[] = [
  'build-failed',
  'registry-login-failed',
  'push-denied',
  'tag-immutable',
  'image-inputs-differ',
  'scan-blocked',
];

/** The first case of each code, through build-push-ecr. */
export const ofBuilds: readonly Sample[] = codes.flatMap((code) =>
  ecrCases
    .filter((one) => one.code === code)
    .slice(0, 1)
    .map(({ name, given, inputs }) => ({
      code,
      name,
      async take() {
        const scene = await openBuildScene();
        try {
          await given?.(scene);
          return (await scene.run({ repository: 'api', ...inputs })).report;
        } finally {
          await scene.close();
        }
      },
    })),
);
