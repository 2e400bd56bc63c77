import { join } from 'node:path';
import type { Lab } from './lab-file.ts';
import { images } from './load-images.ts';
import { certificateOf, dockerHostOf, type LabPlan } from './plan-lab.ts';
import { builder } from './start-buildkit.ts';
import { dockerEnvironment } from './start-engine.ts';
import { endpointOf } from './start-local-aws.ts';
import { readGithub } from './start-local-github.ts';

/** What others are told of the lab that was made by a plan. */
export function labOf(plan: LabPlan): Lab {
  const { account, region, registry, postgres, ports } = plan;
  const databaseAt = (host: string) => `postgres://${postgres.user}:${postgres.password}@${host}:${ports.postgres}`;
  const github = readGithub(plan);
  if (github === undefined) throw new Error('local-github has not said where it is');
  return {
    v: 1,
    folder: plan.folder,
    path: join(plan.folder, 'bin'),
    docker: { host: dockerHostOf(plan), config: dockerEnvironment(plan).DOCKER_CONFIG, builder },
    aws: {
      endpoint: endpointOf(plan, 'aws'),
      region,
      account,
      registry,
      certificate: certificateOf(plan),
      controls: `${endpointOf(plan, 'aws')}/_local-aws`,
    },
    ministack: { endpoint: endpointOf(plan, 'ministack') },
    postgres: {
      port: ports.postgres,
      ...postgres,
      fromHost: databaseAt('127.0.0.1'),
      fromContainers: databaseAt(plan.bridge.address),
    },
    github,
    images,
  };
}
