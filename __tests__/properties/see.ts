import { cluster } from '../support/shop.ts';
import { type FarSide, runningTasks, type Tag } from './world.ts';

/** What the far end has, seen past all of our code. */
export interface Seen {
  readonly services: readonly SeenService[];
  /** One-off tasks that were not asked to stop and have not stopped. */
  readonly tasks: number;
  readonly at: number;
}

export interface SeenService {
  readonly name: string;
  /** Of the PRIMARY deployment. */
  readonly tag: Tag | undefined;
  readonly definition: string;
  readonly rollout: string;
  readonly desired: number;
  /** Tags of the images of running tasks, each once. */
  readonly running: readonly (Tag | undefined)[];
  readonly revisions: readonly (Tag | undefined)[];
}

/** What the far end has now. */
export function see(side: FarSide): Seen {
  const { aws, images } = side;
  const { state } = aws.ecs;
  const home = state.clusters.get(cluster);
  const tagOfDefinition = (definition: { containers: readonly { image?: string | undefined }[] }) =>
    images.get(definition.containers[0]?.image ?? '');
  const services = side.services.map((name): SeenService => {
    const service = home?.services.get(name);
    if (service === undefined) throw new Error(`there is no service ${name}`);
    const primary = service.deployments[0];
    const definition = primary?.launch.definition ?? service.launch.definition;
    return {
      name,
      tag: tagOfDefinition(definition),
      definition: definition.arn,
      rollout: primary?.rollout ?? 'NONE',
      desired: service.desired,
      running: [...new Set(runningTasks(side, name).map(({ tag }) => tag))],
      revisions: (state.families.get(name) ?? []).map(tagOfDefinition),
    };
  });
  const oneOff = [...(home?.tasks.values() ?? [])].filter(({ service }) => service === undefined);
  const tasks = oneOff.filter(({ desired, status }) => desired === 'RUNNING' && status !== 'STOPPED').length;
  return { services, tasks, at: aws.world.clock.now() };
}
