import type { RunPlan } from './run-in-world.ts';
import { minutes, rolloutMinutes, type Scenario } from './scenario.ts';
import { commitOf, type FarSide, imageOf, type Tag } from './world.ts';

/** The run that deploys `tag` as the scenario wants it. */
export function planOf(side: FarSide, scenario: Scenario, tag: Tag, release: string): RunPlan {
  const { check } = scenario;
  const wanted = scenario.change === 'nothing' ? 'v1' : tag;
  const { aws, services, urlOf: url } = side;
  const rows = services.map((service, index) => {
    const plan = scenario.services[index];
    return {
      service,
      image: imageOf(aws, service, wanted),
      order: plan?.order ?? 0,
      wait: plan?.wait ?? true,
      ...(scenario.change === 'count' ? { 'desired-count': (plan?.desired ?? 0) + 1 } : {}),
      ...(check.kind !== 'none' && check.perRow ? { 'health-url': url(service) } : {}),
    };
  });
  const checked = check.kind !== 'none';
  return {
    release,
    commit: commitOf(wanted),
    faults: scenario.faults,
    inputs: {
      services: JSON.stringify(rows),
      'if-in-progress': scenario.ifInProgress,
      'on-failure': scenario.onFailure,
      'on-cancel': scenario.onCancel,
      'rollout-timeout-minutes': String(rolloutMinutes(scenario)),
      'verify-timeout-minutes': String(minutes.verify),
      'migration-timeout-minutes': String(minutes.migration),
      'migration-on-cancel': scenario.onCancel === 'leave' ? 'leave' : 'stop',
      ...(scenario.dryRun ? { 'dry-run': 'true' } : {}),
      ...(scenario.change === 'force' ? { 'force-new-deployment': 'true' } : {}),
      ...(checked ? { 'expect-version': '/version' } : {}),
      ...(checked && !check.perRow ? { 'health-url': url(services[0] ?? '') } : {}),
      ...(scenario.migration === 'none'
        ? {}
        : { migrations: JSON.stringify([{ name: 'shop', service: services[0], command: 'migrate up' }]) }),
    },
  };
}
