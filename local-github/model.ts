/** Time for local-github; the same shape as the clocks of local-aws and of programs under test. */
export interface GithubClock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** One HTTP request as it arrives; header names are in lower case. */
export interface ApiRequest {
  readonly method: string;
  /** With the query: `/repos/acme/shop/deployments?page=2`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection is dropped without an answer. */
  readonly cut?: true;
}

/** A request that was answered, for tests: `GET /repos/acme/shop/deployments`, without the query. */
export interface ApiCall {
  readonly call: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly status: number;
  readonly at: number;
}

export type Access = 'none' | 'read' | 'write';
/** Names of `permissions:` in a workflow. */
export type Permission = 'actions' | 'checks' | 'contents' | 'deployments' | 'issues' | 'statuses';
export type Permissions = Record<Permission, Access>;

/** A resource as the API shows it; fields that nobody here looks at may be missing. */
export type Resource = Record<string, unknown> & { id: number };

export interface DeploymentResource extends Resource {
  sha: string;
  ref: string;
  task: string;
  environment: string;
  payload: unknown;
  transient_environment: boolean;
  production_environment: boolean;
  created_at: string;
  updated_at: string;
}

export interface DeploymentStatus extends Resource {
  state: string;
  created_at: string;
}

export interface CheckRun extends Resource {
  name: string;
  head_sha: string;
  status: string;
  conclusion: string | null;
  check_suite: { id: number };
}

export interface CommitStatus extends Resource {
  sha: string;
  context: string;
  state: string;
  created_at: string;
}

export interface CommitResource {
  readonly sha: string;
  readonly message: string;
  /** Committer time, ISO 8601. */
  readonly date: string;
}

export interface WorkflowRun extends Resource {
  head_sha: string;
  status: string;
  conclusion: string | null;
}

export interface Release extends Resource {
  tag_name: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
}

/** Everything that one repository remembers. Lists are in order of creation. */
export interface Repository {
  readonly name: string;
  readonly deployments: DeploymentResource[];
  readonly deploymentStatuses: Map<number, DeploymentStatus[]>;
  readonly checkRuns: CheckRun[];
  readonly checkSuites: (Resource & { head_sha: string; status: string; conclusion: string | null })[];
  readonly statuses: CommitStatus[];
  readonly releases: Release[];
  /** `refs/tags/v1.0.0` and `refs/heads/main` → commit. */
  readonly refs: Map<string, string>;
  /** History of the default branch, oldest first; empty: any commit is taken for one. */
  readonly commits: CommitResource[];
  readonly runs: WorkflowRun[];
  readonly jobs: (Resource & { run_id: number })[];
  readonly comments: (Resource & { issue: number; body: string })[];
}

/** What goes wrong on purpose; answered instead of the real thing, `times` times. */
export interface Fault {
  /** A regular expression held against `GET /repos/acme/shop/deployments`. */
  readonly call: string;
  readonly do: 'primary-limit' | 'secondary-limit' | 'server-error' | 'bad-gateway' | 'drop' | 'not-json';
  /** Default: 1. */
  readonly times?: number;
  /** For limits: seconds until it is over. Default: 60. */
  readonly seconds?: number;
}

export interface GithubState {
  readonly token: string;
  readonly permissions: Permissions;
  readonly repositories: Map<string, Repository>;
  readonly calls: ApiCall[];
  readonly faults: { fault: Fault; left: number }[];
  /** Requests left until the primary limit. */
  remaining: number;
  nextId: number;
}
