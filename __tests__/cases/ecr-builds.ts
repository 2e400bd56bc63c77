import type { BuildScene } from '../packages/ecr/build-scene.ts';
import type { EcrCase } from './ecr.ts';

/** Docker says this and exits 1. */
export const failing =
  (...lines: readonly string[]) =>
  (scene: BuildScene) =>
    scene.play({ builds: [{ lines, exitCode: 1 }] });

/** Builds that fail before anything is pushed. */
export const buildFailures: readonly EcrCase[] = [
  {
    name: 'a step exits 1',
    given: failing(
      '#7 [2/3] RUN npm ci',
      '#7 0.512 npm ERR! missing script: ci',
      '#7 0.600 npm notice bye',
      '#7 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
      'Dockerfile:3',
      '--------------------',
      '   3 | >>> RUN npm ci',
      '--------------------',
      'ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
    ),
    what: /^api: RUN npm ci exits 1, "npm ERR! missing script: ci"$/,
    fix: /Dockerfile:3/,
    line: 3,
  },
  {
    name: 'a file that is not there',
    given: failing(
      '#5 [1/2] COPY app /app',
      '#5 ERROR: failed to calculate checksum of ref x: "/app": not found',
      'ERROR: failed to solve: failed to compute cache key: failed to calculate checksum of ref x: "/app": not found',
    ),
    what: /^api: COPY app \/app failed: .*"\/app": not found/,
    fix: /Dockerfile:2 that the path exists in the context and that .dockerignore/,
    line: 2,
  },
  {
    name: 'a Dockerfile that nobody understands',
    given: failing('ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN'),
    what: /unknown instruction: RUNN/,
    fix: /Dockerfile:3/,
    line: 3,
  },
  {
    name: 'a base image that is not handed out',
    given: failing(
      '#2 [internal] load metadata for docker.io/acme/base:1',
      '#2 ERROR: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope',
      'ERROR: failed to solve: acme/base:1: failed to resolve source metadata for docker.io/acme/base:1: pull access denied',
    ),
    what: /pull access denied/,
    fix: /Correct the base image in Dockerfile/,
  },
  {
    name: 'a full disk',
    given: failing('ERROR: failed to solve: write /x: no space left on device'),
    what: /no space left/,
    fix: /Free disk space/,
  },
  {
    name: 'no engine',
    given: failing(
      'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    ),
    what: /Cannot connect/,
    fix: /Start the Docker engine/,
  },
].map((one) => ({ code: 'build-failed', builds: 1, ...one }) as const);
