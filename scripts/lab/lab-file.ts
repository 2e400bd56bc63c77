import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../actions.ts';

/** A lab that runs: what `.lab/lab.json` says. */
export interface Lab {
  readonly v: 1;
  /** Absolute; lab.json, log files, pid files and a HOME for steps are here. */
  readonly folder: string;
  /** Folders for the front of PATH, as PATH writes them: act, actionlint, zizmor, aws, docker with buildx, Node 24. */
  readonly path: string;
  readonly docker: {
    readonly host: string;
    /** A DOCKER_CONFIG with buildx as its plugin. A step that logs in writes there: copy the folder to be alone. */
    readonly config: string;
    /** A builder of buildx that exports caches and attests; the default one is the engine, as on GitHub's runners. */
    readonly builder: string;
  };
  readonly aws: {
    readonly endpoint: string;
    readonly region: string;
    readonly account: string;
    /** Host name of ECR; it leads to this machine, port 443, and its certificate is trusted by the engine and the builder. */
    readonly registry: string;
    /** The certificate of `registry`, a PEM file, for whoever else speaks to it. */
    readonly certificate: string;
    /** Where faults are set and calls are read: `http://127.0.0.1:4599/_local-aws`. */
    readonly controls: string;
  };
  readonly ministack: { readonly endpoint: string };
  readonly postgres: {
    readonly port: number;
    readonly user: string;
    readonly password: string;
    /** `postgres://user:password@127.0.0.1:port`, without a database. */
    readonly fromHost: string;
    /** The same server as containers reach it. */
    readonly fromContainers: string;
  };
  readonly github: {
    readonly api: string;
    /** The URL that ACTIONS_ID_TOKEN_REQUEST_URL takes. */
    readonly oidc: string;
    readonly token: string;
    /** What ACTIONS_ID_TOKEN_REQUEST_TOKEN takes. */
    readonly oidcToken: string;
  };
  /** Names that the engine has: Python 3 with Alembic, psycopg2, FastAPI and Uvicorn; busybox with its httpd (its wget takes no -T). */
  readonly images: { readonly python: string; readonly web: string };
}

/** The lab of this checkout; `undefined` when none was started, or it was stopped. */
export function readLab(folder = join(root, '.lab')): Lab | undefined {
  const path = join(folder, 'lab.json');
  if (!existsSync(path)) return undefined;
  const lab: Lab = JSON.parse(readFileSync(path, 'utf8'));
  if (lab.v !== 1) throw new Error(`${path} was written by another version: npm run lab -- down, then up`);
  return lab;
}

/** What a step needs in order to use the lab, over the environment that it has. `path` is the PATH it had. */
export function labEnvironment(lab: Lab, path: string = process.env.PATH ?? ''): Record<string, string> {
  return {
    PATH: `${lab.path}${delimiter}${path}`,
    HOME: join(lab.folder, 'home'),
    DOCKER_HOST: lab.docker.host,
    DOCKER_CONFIG: lab.docker.config,
    AWS_ENDPOINT_URL: lab.aws.endpoint,
    AWS_REGION: lab.aws.region,
    AWS_DEFAULT_REGION: lab.aws.region,
    AWS_ACCESS_KEY_ID: 'AKIALOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    NODE_EXTRA_CA_CERTS: lab.aws.certificate,
    GITHUB_API_URL: lab.github.api,
    GITHUB_GRAPHQL_URL: `${lab.github.api}/graphql`,
    GITHUB_TOKEN: lab.github.token,
    ACTIONS_ID_TOKEN_REQUEST_URL: lab.github.oidc,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: lab.github.oidcToken,
  };
}
