import { AwsFault, type Service } from '../service.ts';
import { quotaMissing } from './texts.ts';

export interface Quotas {
  readonly service: Service;
  /** Another value than the 1000 that every known quota has: `set('L-3032A538', 6)`. */
  set(code: string, value: number): void;
}

/** The quotas of Fargate that AWS measures the use of, and the class in that measure. */
const known: Readonly<Record<string, string>> = { 'L-3032A538': 'Standard/OnDemand', 'L-36FBB829': 'Standard/Spot' };
const usual = 1_000;

/** Service Quotas, as far as deployments need them: what an account may use of Fargate at once. */
export function createQuotas(): Quotas {
  const values = new Map<string, number>();
  return {
    service: {
      name: 'servicequotas',
      protocol: { kind: 'json', targetPrefix: 'ServiceQuotasV20190624', version: '1.1' },
      operations: {
        GetServiceQuota(input: { readonly ServiceCode?: string; readonly QuotaCode?: string }) {
          const { ServiceCode = '', QuotaCode = '' } = input;
          const usage = ServiceCode === 'fargate' ? known[QuotaCode] : undefined;
          if (usage === undefined) throw new AwsFault('NoSuchResourceException', quotaMissing);
          return {
            Quota: {
              ServiceCode,
              QuotaCode,
              Value: values.get(QuotaCode) ?? usual,
              Unit: 'None',
              Adjustable: true,
              UsageMetric: {
                MetricNamespace: 'AWS/Usage',
                MetricName: 'ResourceCount',
                MetricDimensions: { Class: usage, Resource: 'vCPU', Service: 'Fargate', Type: 'Resource' },
                MetricStatisticRecommendation: 'Maximum',
              },
            },
          };
        },
      },
    },
    set: (code, value) => void values.set(code, value),
  };
}
