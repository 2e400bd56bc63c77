import type { ReportMigration } from '#report/deployment-report';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { ReasonCode } from '#report/reasons';
import { type DeploymentState, renderPayload, stateOf } from '#report/render-payload';
import type { Verdict } from '#report/verdict';
import type { Journal, JournalPorts } from '#rollout/journal';
import type { Part } from '#rollout/platform';
import { addStatus, closingWords } from './add-status.ts';
import { numberOf } from './fields.ts';
import { GithubError, githubDiagnosis } from './github-error.ts';
import { openGithub } from './open-github.ts';
import { settleLeft } from './settle-left.ts';

export interface Deployed {
  readonly task: 'deploy' | 'rollback';
  readonly environment: string;
  readonly token: string;
  readonly commit: string;
  readonly parts: readonly Part[];
  readonly snapshot: string | undefined;
  readonly ports: JournalPorts;
}

/** One deployment that is open on GitHub. */
export interface Recorder {
  note: (what: Parameters<Journal['note']>[0], migrations: readonly ReportMigration[]) => Promise<void>;
  close: (verdict: Verdict, code: ReasonCode | undefined) => Promise<void>;
  /** Closes what runs that are gone have left open of the same rows. */
  settleLeft: () => Promise<void>;
}

const needs = 'deployments: write';

/**
 * Creates the Deployment of a release and what adds its statuses. It asks for no checks and merges nothing. Throws
 * `GithubError`. https://docs.github.com/en/rest/deployments/deployments
 */
export async function recordDeployment(of: Deployed, host: Host, signal: AbortSignal): Promise<Recorder> {
  const { task, environment, commit, parts, snapshot, ports } = of;
  const github = openGithub(host, of.token, 'environment', { signal, patienceMs: 10_000 });
  const payload = renderPayload({
    action: task,
    release: host.run.release,
    commit,
    rows: parts.map(({ row, place, from, to }) => ({ name: row, place, from, to })),
    ...(snapshot === undefined ? {} : { snapshot: { id: snapshot } }),
  });
  ports.keep({ environment });
  const made = await github.send(
    'POST',
    '/deployments',
    {
      ref: commit,
      task,
      environment,
      payload,
      auto_merge: false,
      required_contexts: [],
      description: `${task} ${host.run.release}`,
      production_environment: /^prod(uction)?$/i.test(environment),
      transient_environment: /^(pr|preview|review)[-_/]/i.test(environment),
    },
    needs,
  );
  const id = numberOf(made, 'id');
  ports.keep({ environment, id });
  const add = (state: DeploymentState, description: string) => addStatus(github, host, id, { state, description });
  await add('in_progress', 'started');
  return {
    note: (what, migrations) => add('in_progress', told(what, migrations)),
    close: (verdict, code) => add(stateOf(verdict), closingWords(verdict, code)),
    settleLeft: () => settleLeft(github, host, { environment, own: id, rows: parts, endOf: ports.endOf }),
  };
}

/** The words that the metrics look for. */
function told(what: Parameters<Journal['note']>[0], migrations: readonly ReportMigration[]): string {
  if (what === 'traffic-moved') return 'traffic moved';
  if (what === 'verified') return 'verified';
  const schemas = migrations.flatMap(({ name, schemaBefore, schemaAfter }) =>
    schemaAfter === undefined ? [] : [`${name} ${schemaBefore ?? '?'} → ${schemaAfter}`],
  );
  return schemas.length === 0 ? 'migrated' : `migrated: ${schemas.join(', ')}`;
}

/** Why there is no record, or none of everything, as a warning. */
export function explainRecord(trouble: unknown): string {
  const lead = 'the deployment is not (wholly) recorded on GitHub';
  if (trouble instanceof Failure) return `${lead}: ${trouble.diagnosis.what}`;
  if (!(trouble instanceof GithubError))
    return `${lead}: ${Error.isError(trouble) ? trouble.message : String(trouble)}`;
  const { what, fix } = githubDiagnosis(trouble, 'environment');
  return `${lead}: ${what}. ${fix.split('\n')[0]}`;
}
