import type { Diagnosis } from '#report/diagnosis';
import type { ReasonCode } from '#report/reasons';
import { imageExists, repositoryMissing } from '../../local-aws/ecr/texts.ts';
import { error } from '../../local-aws/texts.ts';
import { type BuildScene, commit, openBuildScene, registryHost } from '../packages/ecr/build-scene.ts';
import { buildFailures, failing } from './ecr-builds.ts';
import type { Twin } from './reword.ts';

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
  /** Nobody can tell whether the push was carried out. */
  readonly isOpen?: true;
}

/** Docker's lines around the registry's words. */
const pushFails = (words: string): readonly string[] => [
  `#9 ERROR: failed to push x: ${words}`,
  `ERROR: failed to solve: failed to push x: ${words}`,
];
const pusher = 'arn:aws:sts::123456789012:assumed-role/builder/session';
const repositoryArn = 'arn:aws:ecr:eu-west-1:123456789012:repository/api';
const mayNotPush = error.denied(pusher, 'ecr:InitiateLayerUpload', repositoryArn);
const tagTaken = imageExists(`sha256:${'a'.repeat(64)}`, commit, 'api', '123456789012');
const repositoryGone = repositoryMissing('api', '123456789012');

const refusePut =
  (message: string) =>
  ({ faults }: BuildScene) =>
    faults.add({ operation: 'ecr:PutImage', do: { kind: 'error', code: 'ImageAlreadyExistsException', message } });

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
    given: failing(...pushFails(`denied: ${mayNotPush}`)),
    what: /did not take the image: .*ecr:InitiateLayerUpload/,
    fix: /ecr:UploadLayerPart/,
    builds: 1,
  },
  {
    code: 'push-denied',
    name: 'the repository goes away meanwhile',
    given: failing(...pushFails(`name unknown: ${repositoryGone}`)),
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
    isOpen: true,
  },
  {
    code: 'push-denied',
    name: 'ECR does not have what docker pushed',
    given: refusePut(tagTaken),
    what: /after the push ECR does not have what was pushed: api has no image sha256/,
    fix: /another run that pushes the same tag to api/,
    builds: 1,
    isOpen: true,
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
    what: new RegExp(`^api:${commit} exists and was built from other inputs \\(different: context app\\)`),
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
    what: /^fixed:9f3c\w+ may not be replaced: it is immutable, and different: context app; nothing was pushed$/,
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

export const ecrCases: readonly EcrCase[] = [...buildFailures, ...refusals, ...tags, ...scans, ...inputs];

const runBuild = async (given: (scene: BuildScene) => unknown): Promise<Diagnosis> => {
  const scene = await openBuildScene();
  try {
    given(scene);
    const { diagnosis } = (await scene.run({ repository: 'api' })).report;
    if (diagnosis === undefined) throw new TypeError('the build went well');
    return diagnosis;
  } finally {
    await scene.close();
  }
};

/** That docker failed to push is docker's word, and its exit code a fact: the registry's words decide about neither. */
export const twins: readonly Twin[] = [
  ...[`denied: ${mayNotPush}`, `name unknown: ${repositoryGone}`].map((words) => ({
    name: `docker failed to push, ${words.slice(0, 12)}`,
    words,
    code: 'push-denied' as const,
    facts: 'push-denied' as const,
    run: (other: string) => runBuild(failing(...pushFails(other))),
  })),
  {
    name: 'ECR refuses the tag of what docker pushed',
    words: tagTaken,
    code: 'push-denied',
    facts: 'push-denied',
    run: (words) => runBuild(refusePut(words)),
  },
  {
    name: 'docker itself says it in other words',
    words: `failed to push x: denied: ${mayNotPush}`,
    code: 'push-denied',
    facts: 'build-failed',
    run: (words) => runBuild(failing(`ERROR: ${words}`)),
  },
];

/** An image whose configuration has no labels of ours. */
async function pushUnlabelled(ecr: BuildScene['ecr'], fake: string): Promise<void> {
  const { mkdirSync, writeFileSync } = await import('node:fs');
  const digest = `sha256:${'a'.repeat(64)}`;
  mkdirSync(`${fake}/blobs`, { recursive: true });
  writeFileSync(`${fake}/blobs/${digest}`, JSON.stringify({ config: { Labels: null }, host: registryHost }));
  ecr.push('api', commit, JSON.stringify({ schemaVersion: 2, config: { digest } }));
}
