import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, expect, test } from '@jest/globals';
import { v1, v2 } from '../../scripts/demo/build-image.ts';
import { startLoad } from '../../scripts/demo/load.ts';
import { cluster, imageOf, service } from '../../scripts/demo/seed.ts';
import { type Stage, setStage } from '../../scripts/demo/stage.ts';

const network = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
const folders: string[] = [];
let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Below the project, where the sample finds its dependency. */
function folder(): string {
  const demo = fileURLToPath(new URL('../../.demo', import.meta.url));
  mkdirSync(demo, { recursive: true });
  const made = mkdtempSync(`${demo}/test-`);
  folders.push(made);
  return made;
}

async function registerV2(ecs: ECSClient): Promise<string> {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'hello-service' }));
  const [app] = taskDefinition?.containerDefinitions ?? [];
  const made = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'hello-service',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      executionRoleArn: taskDefinition?.executionRoleArn,
      containerDefinitions: [{ ...app, image: imageOf(v2) }],
    }),
  );
  return made.taskDefinition?.taskDefinitionArn ?? '';
}

async function migrate(ecs: ECSClient, taskDefinition: string): Promise<number | undefined> {
  const containerOverrides = [{ name: 'app', command: ['node', 'migrate.js', 'up'] }];
  const started = await ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition,
      launchType: 'FARGATE',
      networkConfiguration: network,
      overrides: { containerOverrides },
    }),
  );
  const tasks = [started.tasks?.[0]?.taskArn ?? ''];
  const ended = await until(async () => {
    const [task] = (await ecs.send(new DescribeTasksCommand({ cluster, tasks }))).tasks ?? [];
    return task?.lastStatus === 'STOPPED' ? task : undefined;
  });
  return ended.containers?.[0]?.exitCode;
}

test('the sample is migrated and replaced under load, through ECS, and nothing is lost', async () => {
  stage = await setStage(folder(), [v1, v2]);
  const { ecs, url } = stage;
  const health = async () => (await fetch(`${url}/health`)).json();
  expect(await health()).toEqual({ status: 'ok', version: v1.commit, schema: '0001-visits' });

  const load = startLoad({ url: `${url}/`, perSecond: 50, limitMs: 5_000 });
  const taskDefinition = await registerV2(ecs);
  expect(await migrate(ecs, taskDefinition)).toBe(0);
  expect(await health()).toEqual({ status: 'ok', version: v1.commit, schema: '0002-visit-language' });

  await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
  await until(async () => {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    const [primary] = services?.[0]?.deployments ?? [];
    return primary?.taskDefinition === taskDefinition && primary.rolloutState === 'COMPLETED' ? true : undefined;
  });
  const report = await load.stop();
  expect(report.lost).toEqual([]);
  expect([...report.versions.keys()].sort()).toEqual([v1.commit, v2.commit].sort());
  expect(await health()).toMatchObject({ version: v2.commit });
}, 90_000);
