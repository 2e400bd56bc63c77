import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { FaultRule } from '../../local-aws/faults/rules.ts';
import type { Fate } from '../../local-aws/runtimes/scripted.ts';
import type { Shop } from '../support/shop.ts';
import { somebodyDeploys } from './rollout-verdicts.ts';

export type Name = 'db' | 'api' | 'web' | 'jobs';

/** A release of four services from v1 to v2 in three waves: `db`, then `api` and `web`, then `jobs`. */
export interface ServicesCase {
  readonly name: string;
  readonly verdict: Verdict;
  readonly code?: ReasonCode;
  /** Fates of v2, by service. */
  readonly fates?: Partial<Record<Name, Fate>>;
  readonly breaker?: true;
  readonly with?: Readonly<Record<string, string>>;
  /** What rows say besides, by service. */
  readonly rows?: Partial<Record<Name, Readonly<Record<string, unknown>>>>;
  /** URLs that answer 503: by service. */
  readonly sick?: readonly Name[];
  readonly faults?: readonly FaultRule[];
  readonly at?: readonly (readonly [number, (shop: Shop) => unknown])[];
  readonly ends: Readonly<Record<Name, Verdict>>;
  /** Label of the primary revision, by service; absent: 1. */
  readonly serves?: Partial<Record<Name, number>>;
  /** Calls that move something, by service: UpdateService, StopServiceDeployment. */
  readonly moves: Readonly<Record<Name, readonly ('Update' | 'Stop')[]>>;
  /** Records on the new revision, by service; absent: as `ends`. */
  readonly records?: Partial<Record<Name, string>>;
}

const crash: Fate = { kind: 'exits', code: 1, after: 2_000, log: ['KeyError: DATABASE_URL'] };
const denied = (operation: string, service: Name): FaultRule => ({
  operation,
  body: `"${service}"`,
  do: { kind: 'deny' },
});

export const partialFailures: readonly ServicesCase[] = [
  {
    name: 'all good',
    verdict: 'succeeded',
    ends: { db: 'succeeded', api: 'succeeded', web: 'succeeded', jobs: 'succeeded' },
    serves: { db: 2, api: 2, web: 2, jobs: 2 },
    moves: { db: ['Update'], api: ['Update'], web: ['Update'], jobs: ['Update'] },
  },
  {
    name: 'the first wave fails: nothing else was started',
    verdict: 'rolled-back',
    code: 'crash-loop',
    fates: { db: crash },
    ends: { db: 'rolled-back', api: 'skipped', web: 'skipped', jobs: 'skipped' },
    moves: { db: ['Update', 'Stop'], api: [], web: [], jobs: [] },
  },
  {
    name: 'one of the second wave fails: the one in flight is stopped, the live one is put back',
    verdict: 'rolled-back',
    code: 'crash-loop',
    fates: { api: crash },
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Stop'], web: ['Update', 'Stop'], jobs: [] },
  },
  {
    name: 'the last wave fails: everything goes back',
    verdict: 'rolled-back',
    code: 'crash-loop',
    fates: { jobs: crash },
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'rolled-back' },
    moves: {
      db: ['Update', 'Update'],
      api: ['Update', 'Update'],
      web: ['Update', 'Update'],
      jobs: ['Update', 'Stop'],
    },
  },
  {
    name: 'one rolls back by itself: it is followed, never put back twice',
    verdict: 'rolled-back',
    code: 'crash-loop',
    breaker: true,
    fates: { api: crash },
    with: { 'fail-fast': 'false' },
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update'], web: ['Update', 'Stop'], jobs: [] },
  },
  {
    name: 'both of a wave roll back by themselves',
    verdict: 'rolled-back',
    code: 'crash-loop',
    breaker: true,
    fates: { api: crash, web: crash },
    with: { 'fail-fast': 'false' },
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update'], web: ['Update'], jobs: [] },
  },
  {
    name: 'a live one was superseded by somebody else: it is left alone',
    verdict: 'superseded',
    code: 'crash-loop',
    fates: { jobs: crash },
    at: [[120_000, (shop) => somebodyDeploys(shop, 'db')]],
    ends: { db: 'superseded', api: 'rolled-back', web: 'rolled-back', jobs: 'rolled-back' },
    serves: { db: 3 },
    moves: {
      db: ['Update', 'Update'],
      api: ['Update', 'Update'],
      web: ['Update', 'Update'],
      jobs: ['Update', 'Stop'],
    },
  },
  {
    name: 'one that moves is superseded: the others go back',
    verdict: 'superseded',
    code: 'in-progress-elsewhere',
    at: [[90_000, (shop) => somebodyDeploys(shop, 'api')]],
    ends: { db: 'rolled-back', api: 'superseded', web: 'rolled-back', jobs: 'skipped' },
    serves: { api: 3 },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Update'], web: ['Update', 'Stop'], jobs: [] },
  },
  {
    name: 'StopServiceDeployment is denied: UpdateService instead',
    verdict: 'rolled-back',
    code: 'crash-loop',
    fates: { api: crash },
    faults: [{ operation: 'ecs:StopServiceDeployment', do: { kind: 'deny' } }],
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Stop', 'Update'], web: ['Update', 'Stop', 'Update'], jobs: [] },
  },
  {
    name: 'one cannot be put back: the others are, and the worst counts',
    verdict: 'rollback-failed',
    code: 'crash-loop',
    fates: { api: crash },
    faults: [{ ...denied('ecs:UpdateService', 'db'), from: 0 }],
    ends: { db: 'rollback-failed', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    serves: { db: 2 },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Stop'], web: ['Update', 'Stop'], jobs: [] },
  },
  {
    name: 'UpdateService is denied for the second of a wave: it is to blame, the others go back',
    verdict: 'failed',
    code: 'access-denied',
    faults: [denied('ecs:UpdateService', 'web')],
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'failed', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Update'], web: ['Update'], jobs: [] },
  },
  {
    name: 'the health URL of a live one fails',
    verdict: 'rolled-back',
    code: 'http-check-failed',
    sick: ['web'],
    rows: { web: { 'health-url': 'https://web.example.com/health' } },
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Update'], web: ['Update', 'Update'], jobs: [] },
  },
  {
    name: 'on-failure leave: what is live stays, what moves goes on',
    verdict: 'failed',
    code: 'crash-loop',
    fates: { api: crash },
    with: { 'on-failure': 'leave' },
    ends: { db: 'succeeded', api: 'failed', web: 'started', jobs: 'skipped' },
    serves: { db: 2, api: 2, web: 2 },
    moves: { db: ['Update'], api: ['Update'], web: ['Update'], jobs: [] },
  },
  {
    name: 'a row that is not waited for stays as it was started',
    verdict: 'rolled-back',
    code: 'crash-loop',
    rows: { db: { wait: false } },
    fates: { api: crash },
    ends: { db: 'started', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    serves: { db: 2 },
    moves: { db: ['Update'], api: ['Update', 'Stop'], web: ['Update', 'Stop'], jobs: [] },
  },
  {
    name: 'rows that need nothing are not touched',
    verdict: 'rolled-back',
    code: 'crash-loop',
    rows: { db: { image: undefined }, jobs: { image: undefined } },
    fates: { api: crash },
    ends: { db: 'unchanged', api: 'rolled-back', web: 'rolled-back', jobs: 'unchanged' },
    moves: { db: [], api: ['Update', 'Stop'], web: ['Update', 'Stop'], jobs: [] },
  },
  {
    name: 'count and deployment configuration go back, too',
    verdict: 'rolled-back',
    code: 'crash-loop',
    rows: { db: { 'desired-count': 3 }, api: { 'desired-count': 3 } },
    with: { 'deployment-configuration': '{ maximumPercent: 150, minimumHealthyPercent: 50 }' },
    fates: { web: crash },
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Update'], web: ['Update', 'Update'], jobs: [] },
  },
  {
    name: 'one rolls back by itself, and its settings are put back: without a second deployment',
    verdict: 'rolled-back',
    code: 'crash-loop',
    breaker: true,
    with: { 'fail-fast': 'false', 'deployment-configuration': '{ maximumPercent: 150, minimumHealthyPercent: 50 }' },
    fates: { api: crash },
    ends: { db: 'rolled-back', api: 'rolled-back', web: 'rolled-back', jobs: 'skipped' },
    moves: { db: ['Update', 'Update'], api: ['Update', 'Update'], web: ['Update', 'Update'], jobs: [] },
  },
];
