import { parseArgs } from 'node:util';
import type { DoorOptions } from '../ecr/door/open-door.ts';
import type { Timing } from '../timing.ts';
import { readTiming } from './read-timing.ts';

export const USAGE = `local-aws: ECS and what a deployment needs around it, on this machine.

  --port 4599             where to listen on 127.0.0.1 (0: any free port)
  --speed 1               how many times as fast as real time
  --timing fargate        or fast, or a field of it such as steady=2000, in milliseconds (may be repeated)
  --region eu-central-1   --account 111122223333
  --seed-cluster demo     a cluster that is there from the start (may be repeated)
  --seed-repository web   an ECR repository that is there from the start (may be repeated)
  --secret ARN=value      the value of a secret, by what containers say in valueFrom (may be repeated)
  --identity-provider URL an issuer of OIDC tokens that roles trust; default GitHub's (may be repeated)
  --json                  one more line: all addresses as JSON
  --help

  --runtime scripted      or process: containers as local processes; or docker: containers of an engine.
                          With both of them load balancers really listen
  --image api:v1=./api    for process: a folder with a container.json stands for this image (may be repeated)
  --docker-host URL       for docker: unix:///path or tcp://host:port; else DOCKER_HOST, else /var/run/docker.sock

  --registry-port 443     ECR is a registry as well: docker push and pull on 127.0.0.1 and this port (0: any free port)
  --registry-certificate FILE --registry-key FILE   with TLS, for ECR's own host name
  --registry-backend URL  a registry on loopback keeps the layers, http://127.0.0.1:5050
  --registry-folder PATH  or this folder does; without both, a temporary one
  --registry-create-on-push   a push creates a missing repository, as a repository creation template lets ECR do
`;

export interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly port: number;
  readonly speed: number;
  readonly timing: Timing;
  /** The load balancers' part of the timing. */
  readonly registrationMs?: number;
  readonly region: string;
  readonly account: string;
  readonly clusters: readonly string[];
  readonly repositories: readonly string[];
  readonly secrets: readonly (readonly [string, string])[];
  /** Empty: GitHub's. */
  readonly identityProviders: readonly string[];
  readonly runtime: 'scripted' | 'process' | 'docker';
  /** Name of an image and its folder. */
  readonly images: readonly (readonly [string, string])[];
  readonly dockerHost?: string;
  readonly registry?: DoorOptions;
}

/** The command line of `local-aws`, checked. Throws with one sentence that names the option. */
export function readOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Options {
  const values = parse(args);
  const { runtime } = values;
  if (runtime !== 'scripted' && runtime !== 'process' && runtime !== 'docker') {
    throw new Error(`--runtime is scripted, process or docker, not ${runtime}`);
  }
  if (!/^\d{12}$/.test(values.account)) throw new Error(`--account is 12 digits, not ${values.account}`);
  const dockerHost = values['docker-host'] ?? env.DOCKER_HOST;
  return {
    help: values.help,
    json: values.json,
    port: port('port', values.port),
    speed: positive('speed', values.speed),
    timing: readTiming(values.timing),
    ...(values.timing.includes('fast') ? { registrationMs: 200 } : {}),
    region: values.region,
    account: values.account,
    clusters: values['seed-cluster'],
    repositories: values['seed-repository'],
    secrets: values.secret.map((pair) => split('secret', 'ARN=VALUE', pair)),
    identityProviders: values['identity-provider'],
    runtime,
    images: values.image.map((pair) => split('image', 'NAME=FOLDER', pair)),
    ...(dockerHost === undefined || dockerHost === '' ? {} : { dockerHost }),
    ...registry(values),
  };
}

function parse(args: readonly string[]) {
  const one = (value: string) => ({ type: 'string', default: value }) as const;
  const many = { type: 'string', multiple: true, default: [] as string[] } as const;
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  return parseArgs({
    args: [...args],
    options: {
      port: one('4599'),
      speed: one('1'),
      timing: many,
      region: one('eu-central-1'),
      account: one('111122223333'),
      'seed-cluster': many,
      'seed-repository': many,
      secret: many,
      'identity-provider': many,
      runtime: one('scripted'),
      image: many,
      'docker-host': text,
      'registry-port': text,
      'registry-certificate': text,
      'registry-key': text,
      'registry-backend': text,
      'registry-folder': text,
      'registry-create-on-push': flag,
      json: flag,
      help: flag,
    },
  }).values;
}

function registry(values: ReturnType<typeof parse>): { readonly registry?: DoorOptions } {
  const certificate = values['registry-certificate'];
  const key = values['registry-key'];
  const backend = values['registry-backend'];
  const folder = values['registry-folder'];
  if ((certificate === undefined) !== (key === undefined)) {
    throw new Error('--registry-certificate and --registry-key belong together');
  }
  if (backend !== undefined && folder !== undefined) {
    throw new Error('--registry-backend and --registry-folder: one place keeps the layers, not both');
  }
  if (values['registry-port'] === undefined) {
    if (certificate === undefined && backend === undefined && folder === undefined) return {};
    throw new Error('the registry needs --registry-port');
  }
  return {
    registry: {
      port: port('registry-port', values['registry-port']),
      createOnPush: values['registry-create-on-push'],
      ...(certificate === undefined ? {} : { certificate }),
      ...(key === undefined ? {} : { key }),
      ...(backend === undefined ? {} : { backend }),
      ...(folder === undefined ? {} : { folder }),
    },
  };
}

function split(name: string, form: string, pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`--${name} is ${form}, not ${pair}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} is a number above 0, not ${text}`);
  return value;
}

function port(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new Error(`--${name} is a port, not ${text}`);
  return value;
}
