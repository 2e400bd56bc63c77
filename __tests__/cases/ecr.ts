import type { ReasonCode } from '#report/reasons';
import { type BuildScene, commit, registryHost } from '../packages/ecr/build-scene.ts';

/** A run of build-push-ecr that ends with a reason code. */
export interface EcrCase {
  readonly code: ReasonCode;
  readonly name: string;
  readonly given?: (scene: BuildScene) => unknown;
  /** Besides `repository: api`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly what: RegExp;
  readonly fix: RegExp;
  /** Line of the Dockerfile beside which it is shown. */
  readonly line?: number;
  /** How often something is built; default 0. */
  readonly builds?: number;
  readonly verdict?: string;
}

const failing =
  (...lines: readonly string[]) =>
  (scene: BuildScene) =>
    scene.play({ builds: [{ lines, exitCode: 1 }] });

const builds: readonly EcrCase[] = [
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

const refusals: readonly EcrCase[] = [
  {
    code: 'registry-login-failed',
    name: 'docker is refused',
    given: (scene) => scene.play({ login: { exitCode: 1, lines: ['Error: login attempt failed with status: 401'] } }),
    what: /123456789012\.dkr\.ecr.* refused the login/,
    fix: /ecr:GetAuthorizationToken/,
  },
  {
    code: 'registry-login-failed',
    name: 'the registry cannot be reached',
    given: (scene) => scene.play({ login: { exitCode: 1, lines: ['Error: dial tcp: lookup x: no such host'] } }),
    what: /docker cannot reach the registry/,
    fix: /endpoints ecr\.api, ecr\.dkr and S3/,
  },
  {
    code: 'registry-login-failed',
    name: 'the role gets no token',
    given: ({ faults }) => faults.add({ operation: 'ecr:GetAuthorizationToken', do: { kind: 'deny' } }),
    what: /gives this role no token/,
    fix: /ecr:GetAuthorizationToken on resource \*/,
  },
  {
    code: 'push-denied',
    name: 'the role may not push',
    given: failing(
      '#9 ERROR: failed to push x: denied: User is not authorized to perform: ecr:InitiateLayerUpload',
      'ERROR: failed to solve: failed to push x: denied: User is not authorized to perform: ecr:InitiateLayerUpload on resource: arn',
    ),
    what: /did not take the image: .*ecr:InitiateLayerUpload/,
    fix: /ecr:UploadLayerPart/,
    builds: 1,
  },
  {
    code: 'push-denied',
    name: 'the repository goes away meanwhile',
    given: failing('ERROR: failed to push x: name unknown: The repository with name api does not exist'),
    what: /name unknown/,
    fix: /aws ecr create-repository --region eu-west-1 --repository-name api/,
    builds: 1,
  },
  {
    code: 'push-denied',
    name: 'the connection breaks three times',
    given: failing('ERROR: failed to push x: write tcp 10.0.0.1:443: connection reset by peer'),
    what: /connection reset/,
    fix: /ecr:PutImage/,
    builds: 3,
  },
  {
    code: 'push-denied',
    name: 'ECR does not have what docker pushed',
    given: ({ faults }) =>
      faults.add({
        operation: 'ecr:PutImage',
        do: {
          kind: 'error',
          code: 'ImageAlreadyExistsException',
          message: 'already exists in the repository with name',
        },
      }),
    what: /after the push ECR does not have what was pushed: api has no image sha256/,
    fix: /another run that pushes the same tag to api/,
    builds: 1,
  },
  {
    code: 'not-found',
    name: 'there is no repository',
    inputs: { repository: 'apo' },
    what: /there is no repository apo in eu-west-1; nothing was built/,
    fix: /aws ecr create-repository --region eu-west-1 --repository-name apo/,
  },
];

const tags: readonly EcrCase[] = [
  {
    code: 'image-inputs-differ',
    name: 'the context is another',
    given: async (scene) => {
      await scene.run({ repository: 'api' });
      scene.write('app', 'other');
    },
    what: new RegExp(`^api:${commit} exists and was built from other inputs \\(different: context\\)`),
    fix: /if-exists to rebuild/,
    builds: 1,
  },
  {
    code: 'image-inputs-differ',
    name: 'somebody else built it',
    given: ({ ecr, fake }) => pushUnlabelled(ecr, fake),
    what: /it has no hash of its inputs/,
    fix: /new tag/,
  },
  {
    code: 'image-inputs-differ',
    name: 'its labels cannot be read',
    given: ({ ecr }) => ecr.push('api', commit),
    what: /its labels cannot be read: .* answers 404/,
    fix: /new tag/,
  },
  {
    code: 'tag-immutable',
    name: 'a rebuild of an immutable tag',
    given: async (scene) => {
      scene.ecr.createRepository('fixed', { mutability: 'IMMUTABLE' });
      await scene.run({ repository: 'fixed' });
      scene.write('app', 'other');
    },
    inputs: { repository: 'fixed', 'if-exists': 'rebuild' },
    what: /^fixed:9f3c\w+ may not be replaced: it is immutable, and different: context; nothing was pushed$/,
    fix: /new tag/,
    builds: 1,
  },
  {
    code: 'tag-immutable',
    name: 'if-exists is fail',
    given: (scene) => scene.run({ repository: 'api' }),
    inputs: { 'if-exists': 'fail' },
    what: /exists already, and if-exists is fail/,
    fix: /if-exists to reuse or rebuild/,
    builds: 1,
  },
  {
    code: 'tag-immutable',
    name: 'the second tag is on another image',
    given: async (scene) => {
      scene.ecr.createRepository('fixed', { mutability: 'IMMUTABLE' });
      await scene.run({ repository: 'fixed' });
      scene.ecr.push('fixed', 'v1');
    },
    inputs: { repository: 'fixed', 'image-tags': `${commit}, v1` },
    what: /^fixed:v1 is on another image than sha256:\w+ and may not move$/,
    fix: /new tag/,
    builds: 1,
  },
];

const scans: readonly EcrCase[] = [
  {
    code: 'scan-blocked',
    name: 'findings at the severity',
    given: ({ ecr }) =>
      ecr.nextScan({
        findings: [
          { name: 'CVE-2026-2', severity: 'HIGH', package: 'zlib', version: '1.2' },
          { name: 'CVE-2026-1', severity: 'CRITICAL', package: 'openssl', version: '3.0.1' },
          { name: 'CVE-2026-3', severity: 'LOW' },
        ],
      }),
    inputs: { scan: 'high' },
    what: /^api: the scan found 1 critical, 1 high: CVE-2026-1 in openssl 3.0.1; CVE-2026-2 in zlib 1.2$/,
    fix: /raise the severity in the input scan/,
    builds: 1,
  },
  {
    code: 'scan-blocked',
    name: 'a scan that fails',
    given: ({ ecr }) => ecr.nextScan({ end: 'FAILED' }),
    inputs: { scan: 'critical' },
    what: /the scan came to no result \(FAILED\)/,
    fix: /ECR console/,
    builds: 1,
  },
  {
    code: 'deadline-exceeded',
    name: 'a scan without end',
    given: ({ ecr }) => ecr.nextScan({ takesMs: 3_600_000 }),
    inputs: { scan: 'low' },
    what: /the scan did not end within 15 minutes \(IN_PROGRESS\)/,
    fix: /is reused/,
    builds: 1,
    verdict: 'timed-out',
  },
];

const inputs: readonly EcrCase[] = [
  {
    code: 'invalid-input',
    name: 'several platforms on a driver that cannot',
    given: (scene) => scene.play({ driver: 'docker' }),
    inputs: { platforms: 'linux/amd64, linux/arm64', provenance: 'true' },
    what: /the docker driver of buildx cannot do what is asked: platforms: several at once, provenance/,
    fix: /docker\/setup-buildx-action/,
  },
  {
    code: 'invalid-input',
    name: 'a builder that is not there',
    given: (scene) => scene.play({ driver: '' }),
    inputs: { builder: 'big' },
    what: /there is no builder big/,
    fix: /docker buildx create --name big/,
  },
  {
    code: 'invalid-input',
    name: 'a registry that is not ECR',
    inputs: { repository: 'ghcr.io/acme/api' },
    what: /ghcr\.io\/acme\/api is not a private ECR repository/,
    fix: /dkr\.ecr/,
  },
];

export const ecrCases: readonly EcrCase[] = [...builds, ...refusals, ...tags, ...scans, ...inputs];

/** An image whose configuration has no labels of ours. */
async function pushUnlabelled(ecr: BuildScene['ecr'], fake: string): Promise<void> {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  const digest = `sha256:${'a'.repeat(64)}`;
  mkdirSync(`${fake}/blobs`, { recursive: true });
  writeFileSync(`${fake}/blobs/${digest}`, JSON.stringify({ config: { Labels: null }, host: registryHost }));
  ecr.push('api', commit, JSON.stringify({ schemaVersion: 2, config: { digest } }));
}
