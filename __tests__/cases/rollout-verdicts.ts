import type { HttpPort } from '#base/network';
import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { FaultRule } from '../../local-aws/faults/rules.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { ActionName, With } from '../support/deploy.ts';
import { cluster, definition, type Shop, type ShopOptions } from '../support/shop.ts';

/** One release of `web` from v1 (web:1) to v2 (web:2), and how it must end. */
export interface VerdictCase {
  readonly name: string;
  readonly verdict: Verdict;
  /** Of the cause in the headline; absent: none. */
  readonly code?: ReasonCode;
  readonly action?: ActionName;
  readonly shop?: ShopOptions;
  /** Fate of v2; default: it runs. */
  readonly fate?: Fate;
  readonly with?: With;
  readonly http?: (shop: Shop) => HttpPort;
  /** Before the run. */
  readonly before?: (shop: Shop) => unknown;
  /** Rules that hold from the start of the run, or from so many ms after it. */
  readonly faults?: readonly (FaultRule & { readonly after?: number })[];
  readonly at?: readonly (readonly [number, (shop: Shop) => unknown])[];
  readonly cancelAfter?: number;
  /** What serves when the run ends: the primary's revision, and those of running tasks. */
  readonly serves: string;
  readonly running?: readonly string[];
  /** State of the record on web:2; absent: there is no such revision. */
  readonly record?: string;
  readonly writes?: readonly string[];
}

export const crash: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['starting', 'KeyError: DATABASE_URL'] };
export const noBreaker = { deploymentConfiguration: {} };
export const deny = (operation: string | RegExp, after = 0): FaultRule & { after: number } => ({
  operation,
  after,
  do: { kind: 'deny' },
});

/** Answers as the revision that serves would: `good` by the numbers of the revisions that are well. */
export const healthOf =
  (...good: readonly string[]) =>
  (shop: Shop): HttpPort =>
  async () => {
    const { running } = shop.state('web');
    const well = running.every((label) => good.includes(label));
    return { kind: 'answered', status: well ? 200 : 503, headers: {}, body: well ? 'ok' : 'down', tookMs: 5 };
  };

const versionIs = (version: string) => (): HttpPort => async () => ({
  kind: 'answered',
  status: 200,
  headers: {},
  body: JSON.stringify({ version }),
  tookMs: 5,
});

/** Somebody registers another image and deploys it. */
export async function somebodyDeploys(shop: Shop, service = 'web'): Promise<void> {
  await shop.ecs.call('RegisterTaskDefinition', definition(service, shop.push(service, 'theirs')));
  await shop.ecs.call('UpdateService', { cluster, service, taskDefinition: service });
}

/** Somebody deploys the newest revision, ours, once more. */
export const somebodyForces = (shop: Shop, service = 'web') =>
  shop.ecs.call('UpdateService', { cluster, service, taskDefinition: service, forceNewDeployment: true });

export const plain = { service: 'web', image: 'v2' };
export const both = ['RegisterTaskDefinition', 'UpdateService'];

export const good: readonly VerdictCase[] = [
  { name: 'it serves', verdict: 'succeeded', serves: 'web:2', record: 'succeeded', writes: both },
  {
    name: 'its health check answers',
    verdict: 'succeeded',
    with: { 'health-url': 'https://shop.example.com/health' },
    http: healthOf('web:2'),
    serves: 'web:2',
    record: 'succeeded',
    writes: both,
  },
  {
    name: 'the version that answers is the commit',
    verdict: 'succeeded',
    with: { 'health-url': 'https://shop.example.com/', 'expect-version': '/version' },
    http: versionIs('9f3c2ab1d4e5f60718293a4b5c6d7e8f90a1b2c3'),
    serves: 'web:2',
    record: 'succeeded',
    writes: both,
  },
  {
    name: 'a service without tasks',
    verdict: 'succeeded',
    shop: { desired: 0 },
    serves: 'web:2',
    running: [],
    record: 'succeeded',
    writes: both,
  },
  {
    name: 'the same image again',
    verdict: 'unchanged',
    with: { image: '' },
    serves: 'web:1',
    writes: [],
  },
  {
    name: 'dry run',
    verdict: 'planned',
    with: { 'dry-run': 'true' },
    serves: 'web:1',
    writes: [],
  },
  {
    name: 'dry run of nothing',
    verdict: 'unchanged',
    with: { 'dry-run': 'true', image: '' },
    serves: 'web:1',
    writes: [],
  },
  {
    name: 'a row that is not waited for',
    verdict: 'started',
    with: { service: '', services: '[{ service: web, image: v2, wait: false }]', image: '' },
    serves: 'web:2',
    running: ['web:1'],
    record: 'started',
    writes: both,
  },
  {
    name: 'the action that never waits',
    action: 'register-and-deploy-task-def',
    verdict: 'started',
    serves: 'web:2',
    running: ['web:1'],
    record: 'started',
    writes: both,
  },
  {
    name: 'somebody forces our revision once more while it moves',
    verdict: 'succeeded',
    at: [[15_000, (shop) => somebodyForces(shop)]],
    serves: 'web:2',
    record: 'succeeded',
  },
];

export const wentBack: readonly VerdictCase[] = [
  {
    name: 'crash loop, the breaker is on',
    verdict: 'rolled-back',
    code: 'crash-loop',
    fate: crash,
    serves: 'web:1',
    record: 'rolled-back',
  },
  {
    name: 'crash loop, the breaker is on, fail-fast is off',
    verdict: 'rolled-back',
    code: 'crash-loop',
    fate: crash,
    with: { 'fail-fast': 'false' },
    serves: 'web:1',
    record: 'rolled-back',
    writes: both,
  },
  {
    name: 'crash loop without a breaker',
    verdict: 'rolled-back',
    code: 'crash-loop',
    shop: noBreaker,
    fate: crash,
    serves: 'web:1',
    record: 'rolled-back',
    writes: [...both, 'StopServiceDeployment'],
  },
  {
    name: 'the image cannot be pulled',
    verdict: 'rolled-back',
    code: 'image-not-found',
    shop: noBreaker,
    fate: { kind: 'image-not-found' },
    serves: 'web:1',
    record: 'rolled-back',
  },
  {
    name: 'a secret cannot be read',
    verdict: 'rolled-back',
    code: 'secret-unreadable',
    fate: { kind: 'secret-unreadable' },
    serves: 'web:1',
    record: 'rolled-back',
  },
  {
    name: 'out of memory',
    verdict: 'rolled-back',
    code: 'out-of-memory',
    shop: noBreaker,
    fate: { kind: 'out-of-memory', after: 3_000 },
    serves: 'web:1',
    record: 'rolled-back',
  },
  {
    name: 'stuck tasks, until the time is up',
    verdict: 'rolled-back',
    code: 'deadline-exceeded',
    fate: { kind: 'stuck' },
    with: { 'rollout-timeout-minutes': '5' },
    serves: 'web:1',
    record: 'rolled-back',
  },
  {
    name: 'green for ECS, but its health check fails',
    verdict: 'rolled-back',
    code: 'http-check-failed',
    with: { 'health-url': 'https://shop.example.com/health' },
    http: healthOf('web:1'),
    serves: 'web:1',
    record: 'rolled-back',
    writes: [...both, 'UpdateService'],
  },
  {
    name: 'green for ECS, but another version answers',
    verdict: 'rolled-back',
    code: 'version-mismatch',
    with: { 'health-url': 'https://shop.example.com/', 'expect-version': '/version' },
    http: versionIs('0ld0ld0'),
    serves: 'web:1',
    record: 'rolled-back',
    writes: [...both, 'UpdateService'],
  },
  {
    name: 'StopServiceDeployment is denied',
    verdict: 'rolled-back',
    code: 'crash-loop',
    shop: noBreaker,
    fate: crash,
    faults: [deny('ecs:StopServiceDeployment')],
    serves: 'web:1',
    record: 'rolled-back',
    writes: [...both, 'StopServiceDeployment', 'UpdateService'],
  },
];
