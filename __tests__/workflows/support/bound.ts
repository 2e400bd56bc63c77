import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { root } from '../../../scripts/actions.ts';
import type { Lab } from '../../../scripts/lab/lab-file.ts';
import { createDatabase, type Database } from './database.ts';
import { openStage, type Stage } from './stage.ts';
import { createTeam, type Team } from './team.ts';

/** The sample `bound-fastapi` with everything that it has on AWS before its first deployment, under a name of its own. */
export interface Bound {
  readonly name: string;
  readonly team: Team;
  readonly stage: Stage;
  readonly database: Database;
  readonly url: string;
  /** What the team has set as variables of its repository. */
  readonly vars: Readonly<Record<string, string>>;
  /** What `/health` answers now. */
  health(): Promise<{ readonly status: number; readonly version: string; readonly schema: string }>;
  close(): Promise<void>;
}

export async function openBound(lab: Lab, word: string, graceSeconds?: number): Promise<Bound> {
  const name = `${word}-${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}`;
  const database = createDatabase(lab, name);
  const valueFrom = `arn:aws:secretsmanager:${lab.aws.region}:${lab.aws.account}:secret:${name}/database-url`;
  const stage = await openStage(lab, name, [
    {
      name,
      repository: name,
      port: 8080,
      ...(graceSeconds === undefined ? {} : { graceSeconds }),
      definition: definitionOf('bound-fastapi', 'task-definition.json', name, valueFrom),
      secrets: { [valueFrom]: database.url },
    },
  ]);
  const team = createTeam('bound-fastapi');
  const url = stage.urls[name] ?? '';
  return {
    name,
    team,
    stage,
    database,
    url,
    vars: {
      AWS_REGION: lab.aws.region,
      AWS_ROLE_ARN: `arn:aws:iam::${lab.aws.account}:role/deploy`,
      ECR_REPOSITORY: name,
      ECS_CLUSTER: name,
      ECS_SERVICE: name,
      BUILD_ARGS: `BASE=${lab.images.python}`,
      MIGRATION_COMMAND: 'alembic upgrade head',
      SCHEMA_VERSION_COMMAND: 'alembic current',
      HEALTH_URL: `${url}/health`,
      EXPECT_VERSION: '{ pointer: /version }',
    },
    async health() {
      const answer = await fetch(`${url}/health`);
      const { version = '', schema = '' } = (await answer.json().catch(() => ({}))) as Record<string, string>;
      return { status: answer.status, version, schema };
    },
    async close() {
      await stage.close();
      team.remove();
      database.drop();
    },
  };
}

/** The sample's own task definition with the names of a test; short health checks, because the lab's containers start at once. */
export function definitionOf(
  example: string,
  file: string,
  family: string,
  valueFrom: string,
): RegisterTaskDefinitionCommandInput {
  const definition: RegisterTaskDefinitionCommandInput = JSON.parse(
    readFileSync(join(root, 'examples', example, file), 'utf8'),
  );
  return {
    ...definition,
    family,
    containerDefinitions: definition.containerDefinitions?.map((container) => ({
      ...container,
      ...(container.secrets === undefined
        ? {}
        : { secrets: container.secrets.map(({ name }) => ({ name, valueFrom })) }),
      ...(container.healthCheck === undefined
        ? {}
        : { healthCheck: { ...container.healthCheck, interval: 5, timeout: 4, startPeriod: 5 } }),
    })),
  };
}
