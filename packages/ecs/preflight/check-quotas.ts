import type { Aws } from '#aws/client';
import { connectCloudWatch } from '#aws/cloudwatch-client';
import type { Definition } from '../definition/task-definition.ts';
import { askJsonOnce, once } from './ask-once.ts';
import { type Finding, findings, skipped } from './finding.ts';
import type { PreflightCheck, ServiceUnderCheck } from './service-under-check.ts';
import { taskBounds } from './task-bounds.ts';

const { ok, fail, warn, skip } = findings('quotas');

/** By the capacity provider; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
const quotas: Readonly<Record<string, { readonly code: string; readonly name: string }>> = {
  FARGATE: { code: 'L-3032A538', name: 'Fargate On-Demand vCPU' },
  FARGATE_SPOT: { code: 'L-36FBB829', name: 'Fargate Spot vCPU' },
};

/**
 * The vCPUs of Fargate that the account may use at once are enough. Certain, and red, is only that the service by itself
 * wants more than there may ever be. What the account uses now is a measure some minutes old, and others start and
 * stop tasks meanwhile: that is a warning.
 *
 * Nothing else is looked at, because nothing of it can be known before: AWS counts registrations and starts by the second,
 * tells no use of the quotas of ECS (tasks of a service, revisions of a family), and quotas of machines are their group's.
 */
export const checkQuotas: PreflightCheck = async (service) => {
  const providers = providersOf(service);
  const [provider = ''] = providers;
  const quota = quotas[provider];
  if (quota === undefined) return [];
  const where = `quota ${quota.name}`;
  if (providers.length > 1) return [skip(where, 'not judged: tasks are divided between FARGATE and FARGATE_SPOT')];
  const each = vcpusOf(service.definition);
  if (each === undefined) return [skip(where, 'not judged: the task definition names no cpu')];
  try {
    const limit = await readQuota(service.aws, quota.code);
    return judge(service, { where, code: quota.code, each, ...limit });
  } catch (error) {
    return [skipped('quotas', where, error)];
  }
};

interface Strategy {
  readonly capacityProvider?: string;
  readonly base?: number;
  readonly weight?: number;
}

function providersOf({ live: { facts } }: ServiceUnderCheck): readonly string[] {
  const { launchType, capacityProviderStrategy = [] } = facts as {
    launchType?: string;
    capacityProviderStrategy?: readonly Strategy[];
  };
  const used = capacityProviderStrategy.filter(({ base = 0, weight = 0 }) => base > 0 || weight > 0);
  const names = used.length > 0 ? used.map(({ capacityProvider = '' }) => capacityProvider) : [launchType ?? ''];
  return [...new Set(names)];
}

/** `512`, in units of a 1024th, or `.5 vCPU`. */
function vcpusOf({ cpu }: Definition): number | undefined {
  const [, number, unit] = /^\s*([\d.]+)\s*(vcpu)?\s*$/i.exec(String(cpu ?? '')) ?? [];
  return number === undefined ? undefined : Number(number) / (unit === undefined ? 1024 : 1);
}

interface Limit {
  /** vCPUs. */
  readonly most: number;
  /** vCPUs in use, some minutes ago; absent where nobody says. */
  readonly used?: number;
  /** Why it cannot be looked at. */
  readonly unseen?: Finding;
}

interface UsageMetric {
  readonly MetricNamespace?: string;
  readonly MetricName?: string;
  readonly MetricDimensions?: Readonly<Record<string, string>>;
}

async function readQuota(aws: Aws, code: string): Promise<Limit> {
  const { Quota } = await askJsonOnce(aws, 'servicequotas', 'GetServiceQuota', {
    ServiceCode: 'fargate',
    QuotaCode: code,
  });
  const { Value: most = Number.NaN, UsageMetric: metric } = (Quota ?? {}) as {
    Value?: number;
    UsageMetric?: UsageMetric;
  };
  if (metric === undefined) return { most };
  try {
    const used = await once(aws, `usage ${code}`, () => readUsage(aws, metric));
    return used === undefined ? { most } : { most, used };
  } catch (error) {
    return { most, unseen: skipped('quotas', 'use of vCPUs', error) };
  }
}

/** Milliseconds: the measure comes every five minutes. */
const window = 20 * 60_000;

/** The newest measure. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Quotas-Visualize-Alarms.html */
async function readUsage(aws: Aws, { MetricNamespace, MetricName, MetricDimensions = {} }: UsageMetric) {
  const cloudWatch = await connectCloudWatch(aws);
  const now = aws.clock.now();
  const { Datapoints = [] } = await cloudWatch.call('GetMetricStatistics', {
    Namespace: MetricNamespace,
    MetricName,
    Dimensions: Object.entries(MetricDimensions).map(([Name, Value]) => ({ Name, Value })),
    StartTime: new Date(now - window),
    EndTime: new Date(now),
    Period: 300,
    Statistics: ['Maximum'],
  });
  const at = ({ Timestamp }: { Timestamp?: Date | undefined }) => Timestamp?.getTime() ?? 0;
  return Datapoints.toSorted((a, b) => at(b) - at(a))[0]?.Maximum;
}

interface Demand extends Limit {
  readonly where: string;
  readonly code: string;
  /** vCPUs of one task. */
  readonly each: number;
}

function judge(
  { live, change }: ServiceUnderCheck,
  { where, code, each, most, used, unseen }: Demand,
): readonly Finding[] {
  const desired = change.desiredCount ?? live.facts.desiredCount;
  const ceiling = taskBounds(live, change)?.ceiling ?? 2 * desired;
  const extra = Math.max(0, ceiling - live.facts.runningCount);
  const more = (value: number) =>
    `Ask for more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${code} --desired-value ${Math.ceil(value)} (${where}).`;
  if (desired * each > most) {
    return [
      fail({
        where,
        what: `allows ${most} vCPUs, and service ${live.row} wants ${desired} tasks of ${each}`,
        code: 'quota-exceeded',
        fix: more(ceiling * each),
      }),
    ];
  }
  if (used === undefined) {
    return [
      ok(where, `allows ${most} vCPUs, service ${live.row} wants ${desired * each}`),
      ...(unseen ? [unseen] : []),
    ];
  }
  const fit = Math.floor((most - used) / each);
  if (fit >= extra) return [ok(where, `${used} of ${most} vCPUs are used, a rollout needs up to ${extra * each} more`)];
  return [
    warn({
      where,
      what: `${used} of ${most} vCPUs are used: of up to ${extra} tasks more that a rollout of ${live.row} starts at once, ${Math.max(0, fit)} fit`,
      code: 'quota-exceeded',
      fix: more(used + extra * each),
    }),
  ];
}
