import { delimiter, dirname } from 'node:path';
import { readInputs } from '#runner/read-inputs';
import { main as report } from '../../actions/delivery-report/main.ts';
import { spec as reportSpec } from '../../actions/delivery-report/spec.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import { stopped } from '../../local-aws/texts.ts';
import { createGithub } from '../../local-github/create-github.ts';
import { seedCheck } from '../../local-github/seed.ts';
import { refusedRoles } from '../cases/aws-roles.ts';
import { migrationFailures } from '../cases/ecs-migrations.ts';
import { checksCases } from '../cases/github.ts';
import { webhookCases } from '../cases/github-webhooks.ts';
import { snapshotCases } from '../cases/rds.ts';
import { missingTargets } from '../cases/rollout-targets.ts';
import { commit, githubPort, githubWorld, jobEnv } from '../packages/github/github-world.ts';
import { type ActionName, type RunOptions, run, type With } from '../support/deploy.ts';
import { inProcessHost } from '../support/host.ts';
import { openShop, type Shop } from '../support/shop.ts';
import type { Sample } from './sample.ts';

interface Scene {
  readonly code: Sample['code'];
  readonly name: string;
  /** Default: deploy-ecs. */
  readonly action?: ActionName;
  readonly fates?: Readonly<Record<string, Fate>>;
  readonly given?: (shop: Shop) => unknown;
  readonly with: With;
  readonly options?: (shop: Shop) => RunOptions;
}

/** Of the job. */
const token = 'ghs_local';

const deployed = { service: 'web', image: 'v2' };
const migrated = { ...deployed, 'migration-command': 'up' };

/** A migration whose container ends as the first case of that code does. */
function migration(code: 'migration-failed' | 'migration-lock-timeout' | 'database-unreachable'): Scene {
  const { name, log } = migrationFailures.find((one) => one.code === code) ?? { name: '', log: [] };
  return { code, name, fates: { up: { kind: 'exits', code: 1, after: 5_000, log } }, with: migrated };
}

/** The name under which a case of `code` stands in its table. */
const nameIn = (table: readonly { readonly code: string; readonly name: string }[], code: string): string =>
  table.find((one) => one.code === code)?.name ?? '';

const scenes: readonly Scene[] = [
  {
    code: 'exit-code',
    name: 'the command of a migration is not in the image',
    fates: {
      up: { kind: 'cannot-start', reason: stopped.cannotStart('exec: "up": executable file not found in $PATH') },
    },
    with: migrated,
  },
  {
    code: 'unschedulable',
    name: 'no instance has room for a migration',
    given: ({ aws }) => aws.ecs.setCapacity('RESOURCE:MEMORY'),
    with: migrated,
  },
  migration('migration-failed'),
  migration('migration-lock-timeout'),
  migration('database-unreachable'),
  {
    code: 'snapshot-failed',
    name: nameIn(snapshotCases, 'snapshot-failed'),
    given: ({ aws }) => {
      aws.rds.addInstance({ id: 'shop-db' });
      aws.rds.nextSnapshot({ end: 'failed', takesMs: 60_000 });
    },
    with: { ...deployed, 'snapshot-db-instance': 'shop-db' },
  },
  {
    code: 'smoke-test-failed',
    name: 'the smoke test exits 1',
    with: { ...deployed, 'smoke-command': `node -e "console.log('GET /cart: 500'); process.exit(1)"` },
    options: () => ({ env: { PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) } }),
  },
  {
    code: 'rollback-target-missing',
    name: nameIn(missingTargets, 'rollback-target-missing'),
    action: 'rollback',
    given: (shop) => run(shop, 'deploy-ecs', deployed),
    with: { service: 'web', to: 'revision:99' },
  },
  {
    code: 'checks-not-passed',
    name: nameIn(checksCases, 'checks-not-passed'),
    with: { ...deployed, 'require-checks': 'test', 'github-token': token },
    options({ clock }) {
      const github = createGithub({ clock });
      Object.assign(github.state, { token });
      seedCheck(github.state, clock, { sha: commit, name: 'test', run: 500, conclusion: 'failure' }, 'acme/shop');
      return { http: githubPort(github), env: jobEnv() };
    },
  },
  {
    code: 'no-credentials',
    name: nameIn(refusedRoles, 'no-credentials'),
    with: { ...deployed, 'role-to-assume': 'arn:aws:iam::111122223333:role/deploy' },
    options: () => ({ env: { AWS_ACCESS_KEY_ID: '', RUNNER_ENVIRONMENT: 'github-hosted' } }),
  },
  { code: 'not-found', name: 'no service of that name', with: { ...deployed, service: 'wep' } },
  {
    code: 'invalid-input',
    name: 'three inputs that cannot be read',
    with: { ...deployed, 'on-failure': 'undo', 'rollout-timeout-minutes': 'soon', 'health-url': 'shop.example.com' },
  },
];

/** A webhook that was revoked and has to be told. */
const unheard: Sample = {
  code: 'notification-failed',
  name: webhookCases[0]?.name ?? '',
  async take() {
    const { clock, github } = githubWorld();
    const answer = webhookCases[0]?.answer;
    if (answer === undefined) throw new Error('there is no such case any more');
    const host = inProcessHost(clock, {
      env: jobEnv(),
      network: {
        http: async (request, signal) =>
          request.url.hostname === 'hooks.slack.com' ? answer : githubPort(github)(request, signal),
      },
      run: { action: 'delivery-report', environment: 'production' },
    });
    const inputs = await readInputs(reportSpec, {
      'INPUT_GITHUB-TOKEN': github.state.token,
      INPUT_NEEDS: JSON.stringify({ deploy: { result: 'success', outputs: {} } }),
      'INPUT_WEBHOOK-URL': 'https://hooks.slack.com/services/T000/B000/abcdefghijklmnop',
      'INPUT_WEBHOOK-REQUIRED': 'true',
    });
    return (await report(inputs, host)).report;
  },
};

const sampleOf = ({ code, name, action = 'deploy-ecs', fates = {}, given, with: inputs, options }: Scene): Sample => ({
  code,
  name,
  async take() {
    const shop = await openShop({ fates });
    shop.push('web', 'v2');
    await given?.(shop);
    return (await run(shop, action, inputs, { run: { action }, ...options?.(shop) })).report;
  },
});

export const ofRuns: readonly Sample[] = [...scenes.map(sampleOf), unheard];
