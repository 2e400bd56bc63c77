import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

// A program named `docker`, which plays what a scenario file says and writes down how it was called.

/** How builds go whose arguments hold `when` (every one without it). */
export interface BuildRule {
  readonly when?: string;
  /** Only so many builds. */
  readonly times?: number;
  readonly lines?: readonly string[];
  /** Default 0. */
  readonly exitCode?: number;
  /** Never ends, and has a child that does not either. */
  readonly hangs?: true;
}

export interface Scenario {
  /** Whether the buildx plugin is there; default true. */
  readonly plugin?: boolean;
  /** Version of the client; default 28.2.2. */
  readonly client?: string;
  /** Driver of the builder; default docker-container; `''`: there is no such builder. */
  readonly driver?: string;
  readonly containerd?: boolean;
  readonly login?: { readonly exitCode: number; readonly lines: readonly string[] };
  readonly builds?: readonly BuildRule[];
  /** Digests of base images. */
  readonly bases?: Readonly<Record<string, string>>;
  /** What tells this build's image from one with the same labels. */
  readonly content?: string;
}

/** One call of the program. */
export interface DockerCall {
  readonly argv: readonly string[];
  readonly stdin: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names in the folder DOCKER_CONFIG, and config.json. */
  readonly configNames: readonly string[];
  readonly config: string;
  /** Contents of `--secret` files. */
  readonly secrets: readonly string[];
}

const argv = process.argv.slice(2);
const home = process.env.FAKE_DOCKER ?? '';
const scenario: Scenario = existsSync(join(home, 'scenario.json'))
  ? JSON.parse(readFileSync(join(home, 'scenario.json'), 'utf8'))
  : {};
const { plugin = true, client = '28.2.2', driver = 'docker-container' } = scenario;
const say = (...lines: readonly string[]) => process.stdout.write(lines.map((line) => `${line}\n`).join(''));
const values = (name: string) => argv.flatMap((word, at) => (argv[at - 1] === name ? [word] : []));
const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

async function note(): Promise<void> {
  const config = process.env.DOCKER_CONFIG ?? '';
  const call: DockerCall = {
    argv,
    stdin: argv.includes('--password-stdin') ? await text(process.stdin) : '',
    env: process.env,
    configNames: existsSync(config) ? readdirSync(config) : [],
    config: existsSync(join(config, 'config.json')) ? readFileSync(join(config, 'config.json'), 'utf8') : '',
    secrets: values('--secret').map((one) => readFileSync(/src=(.*)$/.exec(one)?.[1] ?? '', 'utf8')),
  };
  appendFileSync(join(home, 'calls.jsonl'), `${JSON.stringify(call)}\n`);
}

/** Pushes as a registry would take it; returns ECR's refusal. */
async function put(reference: string, manifest: string): Promise<string | undefined> {
  const cut = reference.lastIndexOf(':');
  const response = await fetch(process.env.FAKE_DOCKER_AWS ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.PutImage',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260105/eu-west-1/ecr/aws4_request, Signature=0',
    },
    body: JSON.stringify({
      repositoryName: reference.slice(reference.indexOf('/') + 1, cut),
      imageManifest: manifest,
      imageTag: reference.slice(cut + 1),
    }),
  });
  const answer = (await response.json()) as { message?: string };
  if (response.ok || response.headers.get('x-amzn-errortype')?.startsWith('ImageAlreadyExists')) return undefined;
  return answer.message?.includes('already exists in the repository with name') ? undefined : `${answer.message}`;
}

function made(): string {
  const labels = Object.fromEntries(
    values('--label').map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
  );
  const config = JSON.stringify({ config: { Labels: labels }, context: argv.at(-1), content: scenario.content });
  mkdirSync(join(home, 'blobs'), { recursive: true });
  writeFileSync(join(home, 'blobs', digestOf(config)), config);
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digestOf('layer'), size: 1_000 }],
  });
}

const localImage = (reference: string) => join(home, `local-${reference.replaceAll(/[^\w.-]/g, '_')}`);

async function build(): Promise<number> {
  const rules = scenario.builds ?? [];
  const at = rules.findIndex(({ when = '', times = Number.POSITIVE_INFINITY }, index) => {
    const used = join(home, `used-${index}`);
    const count = existsSync(used) ? Number(readFileSync(used, 'utf8')) : 0;
    if (!argv.join(' ').includes(when) || count >= times) return false;
    writeFileSync(used, String(count + 1));
    return true;
  });
  const { lines = ['#1 [1/2] FROM scratch', '#1 DONE 0.0s'], exitCode = 0, hangs } = rules[at] ?? {};
  say(...lines);
  if (hangs) {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    writeFileSync(join(home, 'pids'), `${process.pid} ${child.pid}`);
    await new Promise(() => setInterval(() => {}, 60_000));
  }
  if (exitCode !== 0) return exitCode;
  const manifest = made();
  const references = values('--tag');
  for (const reference of references) writeFileSync(localImage(reference), manifest);
  const [metadata] = values('--metadata-file');
  if (metadata !== undefined) {
    writeFileSync(metadata, JSON.stringify({ 'containerimage.digest': digestOf(manifest) }));
  }
  return argv.includes('--push') ? pushed(references, manifest) : 0;
}

async function pushed(references: readonly string[], manifest: string): Promise<number> {
  for (const reference of references) {
    const refusal = await put(reference, manifest);
    if (refusal !== undefined) {
      say(`ERROR: failed to push ${reference}: tag invalid: ${refusal}`);
      return 1;
    }
    say(`${reference.slice(reference.lastIndexOf(':') + 1)}: digest: ${digestOf(manifest)} size: 527`);
  }
  return 0;
}

async function play(): Promise<number> {
  const [first, second, third] = argv;
  if (first === 'buildx' && !plugin) return 1;
  if (first === 'buildx' && second === 'version') return 0;
  if (first === 'buildx' && second === 'inspect') {
    if (driver === '') say(`ERROR: no builder "${third}" found`);
    else say('Name:   default', `Driver: ${driver}`);
    return driver === '' ? 1 : 0;
  }
  if (first === 'buildx' && second === 'imagetools') {
    const digest = scenario.bases?.[argv.at(-1) ?? ''];
    say(digest ?? 'ERROR: not found');
    return digest === undefined ? 1 : 0;
  }
  if (first === 'version') say(client);
  if (first === 'info')
    say(JSON.stringify(scenario.containerd ? [['driver-type', 'io.containerd.snapshotter.v1']] : []));
  if (first === 'login') {
    say(...(scenario.login?.lines ?? ['Login Succeeded']));
    return scenario.login?.exitCode ?? 0;
  }
  if (first === 'push') return pushed([second ?? ''], readFileSync(localImage(second ?? ''), 'utf8'));
  return first === 'build' || second === 'build' ? build() : 0;
}

await note();
process.exitCode = await play();
