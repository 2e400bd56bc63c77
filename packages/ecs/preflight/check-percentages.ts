import { findings } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail } = findings('percentages');

/**
 * A rolling deployment has room to move: it may stop a task or start one more. Healthy tasks never fall under
 * ceil(desired × minimum), running ones never rise over floor(desired × maximum).
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export const checkPercentages: PreflightCheck = ({ live, change }) => {
  const where = `service ${live.row}`;
  const configuration = { ...live.facts.deploymentConfiguration, ...change.deploymentConfiguration } as {
    minimumHealthyPercent?: number;
    maximumPercent?: number;
    strategy?: string;
  };
  const { strategy = 'ROLLING', minimumHealthyPercent: min = 100, maximumPercent: max = 200 } = configuration;
  const desired = change.desiredCount ?? live.facts.desiredCount;
  if (strategy !== 'ROLLING' || live.facts.schedulingStrategy === 'DAEMON' || desired === 0) return [];
  const floor = Math.ceil((desired * min) / 100);
  const ceiling = Math.floor((desired * max) / 100);
  const said = `at least ${floor} and at most ${ceiling} of ${desired} tasks (${min} %, ${max} %)`;
  if (floor < desired || ceiling > desired) return [ok(where, `has room to move: ${said}`)];
  return [
    fail({
      where,
      what: `can neither stop a task nor start one: ${said}`,
      code: 'deployment-stuck',
      fix: `Lower minimumHealthyPercent, or raise maximumPercent, in deployment-configuration of ${where}.`,
    }),
  ];
};
