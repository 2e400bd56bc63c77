import type { Shop } from '../support/shop.ts';
import type { PreflightCase } from './preflight.ts';

const onDemand = 'L-3032A538';
const spot = 'L-36FBB829';
/** Tasks of the shop have a quarter of a vCPU: two serve, and two more may be started beside them. */
const allowed =
  (most: number, used?: number, of: 'OnDemand' | 'Spot' = 'OnDemand') =>
  ({ aws }: Shop) => {
    aws.quotas.set(of === 'Spot' ? spot : onDemand, most);
    const facts = { Class: `Standard/${of}`, Resource: 'vCPU', Service: 'Fargate', Type: 'Resource' };
    const Dimensions = Object.entries(facts).map(([Name, Value]) => ({ Name, Value }));
    const metric = { Namespace: 'AWS/Usage', MetricName: 'ResourceCount', Dimensions };
    if (used !== undefined) aws.alarms.measure(metric, used);
  };
const on = (...providers: readonly string[]) => ({
  serviceOptions: {
    launchType: undefined,
    capacityProviderStrategy: providers.map((capacityProvider) => ({ capacityProvider, weight: 1 })),
  },
});
const warn = { level: 'WARN', code: 'quota-exceeded' };
const row = (name: string, parts: Omit<PreflightCase, 'name'>): PreflightCase => ({
  name,
  ...parts,
  finding: { check: 'quotas', ...parts.finding },
});

/** What the account may use of Fargate. */
export const quotaFindings: readonly PreflightCase[] = [
  row('enough vCPUs, as far as is measured', {
    given: allowed(6, 5.5),
    finding: { level: 'OK', what: '5.5 of 6 vCPUs are used, a rollout needs up to 0.5 more' },
  }),
  row('enough vCPUs, and no measure', { given: allowed(6), finding: { level: 'OK', what: 'allows 6 vCPUs' } }),
  row('not all of a rollout fits at once', {
    given: allowed(6, 5.75),
    finding: { ...warn, what: 'of up to 2 tasks more that a rollout of web starts at once, 1 fit' },
  }),
  row('nothing more fits', {
    given: allowed(6, 6.25),
    finding: { ...warn, what: '0 fit', fix: `--quota-code ${onDemand} --desired-value 7` },
  }),
  row('the service wants more than there may ever be', {
    given: allowed(0.25),
    finding: {
      level: 'FAIL',
      code: 'quota-exceeded',
      what: 'allows 0.25 vCPUs, and service web wants 2 tasks of 0.25',
    },
  }),
  row('a higher desired count wants more than there may ever be', {
    given: allowed(1),
    with: { 'desired-count': '5' },
    finding: { level: 'FAIL', code: 'quota-exceeded', what: 'wants 5 tasks of 0.25' },
  }),
  row('a bigger task wants more than there may ever be', {
    given: allowed(6),
    with: { cpu: '4096', memory: '8192' },
    finding: { level: 'FAIL', code: 'quota-exceeded', what: 'wants 2 tasks of 4' },
  }),
  row('spot has a quota of its own', {
    shop: on('FARGATE_SPOT'),
    given: allowed(6, 6, 'Spot'),
    finding: { ...warn, where: 'quota Fargate Spot vCPU' },
  }),
  row('the first task on demand, the others on spot', {
    shop: {
      serviceOptions: {
        launchType: undefined,
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE', base: 1, weight: 0 },
          { capacityProvider: 'FARGATE_SPOT', weight: 1 },
        ],
      },
    },
    finding: { level: 'SKIP', what: 'tasks are divided between' },
  }),
  row('a provider that no task is given to', {
    shop: {
      serviceOptions: {
        launchType: undefined,
        capacityProviderStrategy: [
          { capacityProvider: 'FARGATE', weight: 0 },
          { capacityProvider: 'FARGATE_SPOT', weight: 1 },
        ],
      },
    },
    given: allowed(6, 6, 'Spot'),
    finding: { ...warn, where: 'quota Fargate Spot vCPU' },
  }),
  row('divided between both', {
    shop: on('FARGATE', 'FARGATE_SPOT'),
    finding: { level: 'SKIP', what: 'tasks are divided between' },
  }),
];
