import { readAlarms } from '#aws/read-alarms';
import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, warn } = findings('alarms');

/**
 * The alarms that ECS watches during a rollout, and those of the input `alarms`, exist and are not red: ECS ignores one
 * that is red at the start for that deployment, and we let none through that stays red. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export const checkAlarms: PreflightCheck = async ({ aws, live, change, alarms: guards }) => {
  const { alarms } = { ...live.facts.deploymentConfiguration, ...change.deploymentConfiguration } as {
    alarms?: { readonly alarmNames?: readonly string[]; readonly enable?: boolean };
  };
  const ofService = alarms?.enable === true ? (alarms.alarmNames ?? []) : [];
  const names = [...new Set([...ofService, ...guards])];
  if (names.length === 0) return [];
  const found = new Map((await readAlarms(aws, names)).map((alarm) => [alarm.name, alarm]));
  return names.map((name) => {
    const where = `alarm ${name}`;
    const alarm = found.get(name);
    if (alarm === undefined) {
      return fail({
        where,
        what: 'does not exist, and is to guard the release',
        code: 'not-found',
        fix: `Create ${where}, or take it out of the inputs and the deployment configuration.`,
      });
    }
    if (alarm.state !== 'ALARM') return ok(where, `is ${alarm.state}`);
    return warn({
      where,
      what: `is red already${ofService.includes(name) ? ', so that ECS ignores it for this deployment' : ''}: ${alarm.reason}`,
      code: 'alarm-fired',
      fix: `Mend what ${name} tells before a deployment relies on it.`,
    });
  });
};
