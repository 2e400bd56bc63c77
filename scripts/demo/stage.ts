import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { realClock } from '../../local-aws/clock.ts';
import { createLocalAws, type LocalAws } from '../../local-aws/index.ts';
import { processRuntime } from '../../local-aws/runtimes/process.ts';
import type { LocalImages } from '../../local-aws/runtimes/process-images.ts';
import type { Timing } from '../../local-aws/timing.ts';
import type { Version } from './build-image.ts';
import { createLoadBalancer, launchService, pushImages } from './seed.ts';

export const region = 'eu-west-1';
export const account = '123456789012';

/** Fargate takes about half a minute to start a task. Here it is three seconds, so that the demo ends before the coffee. */
const timing: Partial<Timing> = {
  schedule: 300,
  register: 500,
  provision: 1_000,
  pull: 1_000,
  activate: 500,
  deprovision: 500,
  retryGap: 3_000,
};

export interface Stage {
  readonly aws: LocalAws;
  /** Environment that leads every AWS client here. */
  readonly env: Readonly<Record<string, string>>;
  readonly ecs: ECSClient;
  /** Where the service answers, through the load balancer: `http://127.0.0.1:34567`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Builds the place where the demo plays, in `folder`, which must be empty and below the project: an AWS with a cluster, the images of all versions
 * and a load balancer, and the first version as a service of two tasks. Resolves when that one serves.
 */
export async function setStage(folder: string, versions: readonly [Version, ...Version[]]): Promise<Stage> {
  const clock = realClock();
  const images: LocalImages = new Map();
  const runtime = processRuntime({ clock, images });
  const aws = createLocalAws({ clock, account, region, runtime, timing, elb: { listen: true } });
  const listening = await aws.listen();
  const close = async () => {
    await aws.close();
    await runtime.closeAll();
    await listening.close();
  };
  try {
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'local-aws-asks-for-none' };
    const settings = { endpoint: listening.url, region, credentials };
    const ecs = new ECSClient(settings);
    const pushed = await pushImages(new ECRClient(settings), join(folder, 'images'), versions);
    for (const [reference, image] of pushed) images.set(reference, image);
    const { url, targetGroupArn } = await createLoadBalancer(new ElasticLoadBalancingV2Client(settings));
    aws.logs.createGroup('/ecs/hello-service');
    await launchService(ecs, { version: versions[0], folder, targetGroupArn });
    return { aws, env: environmentOf(listening.url, credentials), ecs, url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const environmentOf = (url: string, keys: { readonly accessKeyId: string; readonly secretAccessKey: string }) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
});
