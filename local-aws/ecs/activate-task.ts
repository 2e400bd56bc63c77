import type { LoadBalancer } from '@aws-sdk/client-ecs';
import type { TargetHealth } from '../world.ts';
import { enterStatus, later } from './enter-status.ts';
import type { Ecs, Task, TaskTarget } from './model.ts';
import { groupOf } from './stages/shift-traffic.ts';

/** All containers run: registers the task's targets (ACTIVATING), then it is RUNNING. Nothing when it was there before. */
export function activateTask(ecs: Ecs, task: Task): void {
  if (task.status !== 'PENDING' || task.desired === 'STOPPED') return;
  const balanced = task.service === undefined ? [] : task.launch.loadBalancers;
  if (balanced.length === 0) {
    run(ecs, task);
    return;
  }
  enterStatus(ecs, task, 'ACTIVATING');
  for (const balancer of balanced) registerTarget(ecs, task, balancer);
  later(ecs, ecs.timing.activate, () => {
    if (task.desired === 'RUNNING') run(ecs, task);
  });
}

function run(ecs: Ecs, task: Task): void {
  task.startedAt = ecs.world.clock.now();
  enterStatus(ecs, task, 'RUNNING');
  task.listener?.running(task);
}

function registerTarget(ecs: Ecs, task: Task, balancer: LoadBalancer): void {
  const { containerName, containerPort = 0 } = balancer;
  const targetGroupArn = groupOf(balancer, task.deployment?.slot ?? 0);
  if (targetGroupArn === undefined) return;
  const container = task.containers.find(({ definition }) => definition.name === containerName);
  const scripted = container?.running?.targetHealth;
  const address = container?.addresses?.get(containerPort) ?? container?.reachable;
  const target: TaskTarget = {
    targetGroup: targetGroupArn,
    target: {
      id: task.address.ip,
      port: containerPort,
      ...(address === undefined ? {} : { address }),
      ...(scripted === undefined ? {} : { scripted }),
    },
    health: { state: 'initial' },
  };
  task.targets.push(target);
  const hear = (health: TargetHealth) => {
    if (task.desired === 'STOPPED') return;
    target.health = health;
    task.listener?.health(task);
  };
  if (ecs.targetGroups !== undefined) ecs.targetGroups.register(targetGroupArn, target.target, hear);
  else later(ecs, WITHOUT_BALANCER, () => hear(scripted?.() ?? { state: 'healthy' }));
}

/** Where no load balancer is simulated, a target's health is known after so many milliseconds. */
const WITHOUT_BALANCER = 15_000;
