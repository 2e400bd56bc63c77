import { afterAll, describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../local-aws/faults/rules.ts';
import { type FarEnd, openFarEnd } from '../support/far-end.ts';
import { runJob } from './run-job.ts';
import { expectLeft, expectShown, type Left, type Shown, silent } from './shown.ts';

interface Case {
  readonly action: string;
  /** The service, which names the case. */
  readonly on: string;
  /** Inputs besides cluster and service. */
  readonly with: (far: FarEnd, on: string) => Readonly<Record<string, string>>;
  /** Runs before: an action with its inputs. */
  readonly before?: (far: FarEnd, on: string) => readonly [string, Readonly<Record<string, string>>];
  /** A fault of calls that name the service. */
  readonly fault?: Omit<FaultRule, 'body'>;
  readonly shown: Omit<Shown, 'exitCode' | 'annotation'> & { readonly code: string };
  readonly left: Left;
}

const deployed = (text: string, on: string) => ({ headline: `${text} · ${on}`, serving: `\`${on}:1\`` });

const cases: readonly Case[] = [
  {
    action: 'deploy-ecs',
    on: 'crash-loop',
    with: (far, on) => ({ image: far.push(on, 'crashes') }),
    shown: {
      verdict: 'rolled-back',
      code: 'crash-loop',
      changed: true,
      ...deployed('↩️ Not deployed: rolled back, the previous release serves again', 'crash-loop'),
      last: ['crash-loop: container "app" exits 1, "KeyError: DATABASE_URL"', '→ mend the cause, then deploy again'],
    },
    left: { record: ['crash-loop:2', 'rolled-back'] },
  },
  {
    action: 'deploy-ecs',
    on: 'unhealthy',
    with: (far, on) => ({
      image: far.push(on, 'v2'),
      'health-checks': JSON.stringify([{ url: far.site(on), 'budget-seconds': 4, 'interval-seconds': 1 }]),
    }),
    shown: {
      verdict: 'rolled-back',
      code: 'http-check-failed',
      changed: true,
      ...deployed('↩️ Not deployed: rolled back, the previous release serves again', 'unhealthy'),
      last: ['http-check-failed: ', '→ mend the cause, then deploy again'],
    },
    left: { record: ['unhealthy:2', 'rolled-back'] },
  },
  {
    action: 'deploy-ecs',
    on: 'migration-fails',
    with: (far, on) => ({ image: far.push(on, 'v2'), 'migration-command': 'breaks' }),
    shown: {
      verdict: 'failed',
      code: 'migration-failed',
      changed: true,
      ...deployed('❌ Not deployed', 'migration-fails'),
      last: ['migration-failed: ', '→ mend the cause, then run again: no service was touched'],
    },
    left: { record: ['migration-fails:2', 'skipped'] },
  },
  {
    action: 'deploy-ecs',
    on: 'update-denied',
    with: (far, on) => ({ image: far.push(on, 'v2') }),
    fault: { operation: 'ecs:UpdateService', do: { kind: 'deny' } },
    shown: {
      verdict: 'failed',
      code: 'access-denied',
      changed: false,
      ...deployed('❌ Not deployed', 'update-denied'),
      serving: '`update-denied:1`, untouched',
      last: ['access-denied: ', '→ mend the cause, then run again: no service was touched'],
    },
    left: { record: ['update-denied:2', 'failed'] },
  },
  {
    action: 'deploy-ecs',
    on: 'snapshot-fails',
    with: (far, on) => ({ image: far.push(on, 'v2'), 'snapshot-db-instance': 'stopped' }),
    shown: {
      verdict: 'failed',
      code: 'snapshot-failed',
      changed: false,
      ...deployed('❌ Not deployed', 'snapshot-fails'),
      last: ['snapshot-failed: ', '→ nothing was changed; run again when the cause is mended'],
    },
    left: { record: ['snapshot-fails:2', 'none'] },
  },
  {
    action: 'register-and-deploy-task-def',
    on: 'no-image',
    with: (far, on) => ({ image: far.push(on, 'v1').replace(/v1$/, 'v9') }),
    shown: {
      verdict: 'failed',
      code: 'image-not-found',
      changed: false,
      headline: '❌ Not deployed',
      serving: '',
      last: ['✗ Not deployed · image-not-found: ', '→ nothing was changed; run again when the cause is mended'],
    },
    left: { record: ['no-image:2', 'none'] },
  },
  {
    action: 'wait-stable-and-healthcheck',
    on: 'wait-unhealthy',
    before: (far, on) => ['register-and-deploy-task-def', { image: far.push(on, 'v2') }],
    with: (far, on) => ({
      'health-checks': JSON.stringify([{ url: far.site(on), 'budget-seconds': 4, 'interval-seconds': 1 }]),
    }),
    shown: {
      verdict: 'failed',
      code: 'http-check-failed',
      changed: true,
      headline: '❌ The rollout failed · wait-unhealthy',
      serving: '`wait-unhealthy:2`, the new release',
      last: ['✗ The rollout failed · wait-unhealthy 1 → 2 · http-check-failed', 'or go back: aws ecs update-service'],
    },
    left: { serves: 'wait-unhealthy:2', record: ['wait-unhealthy:2', 'failed'] },
  },
  {
    action: 'rollback',
    on: 'no-target',
    with: () => ({}),
    shown: {
      verdict: 'failed',
      code: 'rollback-target-missing',
      changed: false,
      headline: '❌ The rollback failed',
      serving: '',
      last: ['✗ The rollback failed · rollback-target-missing: ', '→ nothing was changed; run again when'],
    },
    left: {},
  },
  {
    action: 'run-migration-task',
    on: 'migrate-fails',
    with: () => ({ command: 'breaks' }),
    shown: {
      verdict: 'failed',
      code: 'migration-failed',
      changed: true,
      headline: '❌ The migration failed',
      serving: '',
      last: ['✗ The migration failed · migration-failed: ', '→ run again when the cause is mended'],
      outputs: { 'exit-code': '3' },
    },
    left: {},
  },
  {
    action: 'run-migration-task',
    on: 'no-memory',
    with: () => ({ command: 'hungry' }),
    shown: {
      verdict: 'failed',
      code: 'out-of-memory',
      changed: true,
      headline: '❌ The migration failed',
      serving: '',
      last: ['✗ The migration failed · out-of-memory: ', '→ run again when the cause is mended'],
      outputs: { 'exit-code': '137' },
    },
    left: {},
  },
  {
    action: 'snapshot-rds',
    on: 'snapshot',
    with: () => ({ 'db-instance': 'stopped' }),
    shown: {
      verdict: 'failed',
      code: 'snapshot-failed',
      changed: false,
      headline: '❌ No snapshot was taken',
      serving: '',
      last: ['✗ No snapshot was taken · snapshot-failed: db-instance stopped is stopped', '→ nothing was changed'],
    },
    left: {},
  },
];

const far = await openFarEnd({
  services: cases.map(({ on }) => on),
  databases: ['stopped'],
  fates: {
    crashes: { kind: 'exits', code: 1, after: 500, log: ['KeyError: DATABASE_URL'] },
    breaks: { kind: 'exits', code: 3, after: 500, log: ['relation "orders" does not exist'] },
    hungry: { kind: 'out-of-memory', after: 500 },
  },
});
far.aws.rds.setStatus('instance', 'stopped', 'stopped');
afterAll(() => far.close());

describe('bundles that fail', () => {
  test.concurrent.each(cases)('$action: $on', async ({ action, on, with: own, before, fault, shown, left }) => {
    const where = { cluster: 'shop', service: on };
    far.answer(on, 503);
    const [earlier, inputs] = before?.(far, on) ?? [];
    const release =
      earlier === undefined
        ? {}
        : { 'release-id': (await runJob(far, earlier, { inputs: { ...where, ...inputs } })).release };
    if (fault !== undefined) far.aws.faults.add({ ...fault, body: on });
    const place = action === 'snapshot-rds' ? {} : where;
    const { main, post } = await runJob(far, action, { inputs: { ...place, ...own(far, on), ...release } });
    expectShown(main, { exitCode: 1, annotation: shown.code, ...shown });
    if (post !== undefined) expect(post).toMatchObject(silent);
    expectLeft(far, on, left);
  });
});
