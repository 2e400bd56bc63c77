import { expect, test } from '@jest/globals';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../../local-aws/index.ts';
import type { ContainerEvents, ContainerSpec, RunningDetails, Runtime } from '../../../local-aws/runtime.ts';
import { digest, registry } from './run-container.ts';

/** A runtime whose containers run at once and tell what they are given; ended by the test. */
class ToldRuntime implements Runtime {
  readonly name = 'docker';
  readonly tellsDigests = true;
  readonly specs: ContainerSpec[] = [];
  readonly over: string[] = [];
  readonly events: ContainerEvents[] = [];
  readonly #details: RunningDetails;

  constructor(details: RunningDetails) {
    this.#details = details;
  }

  start(spec: ContainerSpec, events: ContainerEvents) {
    this.specs.push(spec);
    this.events.push(events);
    events.running('127.0.0.1:1', this.#details);
    return { stop: () => events.exited(0) };
  }

  taskOver(taskId: string): void {
    this.over.push(taskId);
  }
}

async function runOne(aws: LocalAws, clock: VirtualClock, image: string): Promise<void> {
  const ask = (operation: string, input: object) =>
    aws.handle({
      method: 'POST',
      path: '/',
      headers: {
        'x-amz-target': `AmazonEC2ContainerServiceV20141113.${operation}`,
        'content-type': 'application/x-amz-json-1.1',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AK/20260101/eu-central-1/ecs/aws4_request, SignedHeaders=host, Signature=x',
      },
      body: JSON.stringify(input),
    });
  aws.ecs.createCluster('demo');
  const containerDefinitions = [
    { name: 'app', image, memory: 64, user: '1000', portMappings: [{ containerPort: 8080 }] },
    { name: 'side', image, essential: false, portMappings: [{ containerPort: 9090 }] },
  ];
  await ask('RegisterTaskDefinition', { family: 'app', memory: '512', containerDefinitions });
  await ask('RunTask', { cluster: 'demo', taskDefinition: 'app' });
  await clock.advance(60_000);
}

const taskOf = (aws: LocalAws) => [...(aws.ecs.state.clusters.get('demo')?.tasks.values() ?? [])][0];

test('ECS shows the digest that the engine runs, and its task knows all ports', async () => {
  const clock = new VirtualClock();
  const addresses = new Map([[8080, '127.0.0.1:5']]);
  const runtime = new ToldRuntime({ digest, addresses });
  const aws = createLocalAws({ clock, runtime });
  await runOne(aws, clock, 'elsewhere/app:v1');
  expect(runtime.specs).toMatchObject([
    { name: 'app', image: 'elsewhere/app:v1', memory: 64, user: '1000', ports: [8080], taskPorts: [8080, 9090] },
    { name: 'side', memory: 512, ports: [9090], taskPorts: [8080, 9090] },
  ]);
  expect(runtime.specs[0]).not.toHaveProperty('digest');
  expect(taskOf(aws)?.containers[0]).toMatchObject({ imageDigest: digest, addresses });
});

test('nothing is made up for an image of a foreign registry that the engine has not run', async () => {
  const clock = new VirtualClock();
  const aws = createLocalAws({ clock, runtime: new ToldRuntime({}) });
  await runOne(aws, clock, 'elsewhere/app:v1');
  expect(taskOf(aws)?.containers[0]?.imageDigest).toBeUndefined();
});

test('an image of our registry goes to the engine with the digest that the registry has for its tag', async () => {
  const clock = new VirtualClock();
  const runtime = new ToldRuntime({});
  const aws = createLocalAws({ clock, runtime });
  const pushed = aws.ecr.push('app', 'v1');
  await runOne(aws, clock, `${registry}/app:v1`);
  expect(runtime.specs[0]?.digest).toBe(pushed);
  expect(taskOf(aws)?.containers[0]?.imageDigest).toBe(pushed);
});

test('what the containers of a task shared goes when the last of them has ended, once', async () => {
  const clock = new VirtualClock();
  const runtime = new ToldRuntime({});
  const aws = createLocalAws({ clock, runtime });
  await runOne(aws, clock, 'app:v1');
  runtime.events[1]?.exited(0);
  expect(runtime.over).toEqual([]);
  runtime.events[0]?.exited(0);
  await clock.advance(60_000);
  expect(runtime.over).toEqual([taskOf(aws)?.id]);
});
