import type { Aws } from '#aws/client';
import type { Steps } from '#rollout/step';
import { connectEcs } from '../client.ts';
import type { MigrationPlan } from './run-migrations.ts';

/** Migrations as steps of a release; what runs them is loaded when there are any. With `on-cancel: leave` no task is kept: nobody is to stop it. */
export async function migrationSteps(
  plan: MigrationPlan | undefined,
  aws: Aws,
): Promise<Pick<Steps, 'migrate' | 'foreseeMigrate' | 'stopTasks'>> {
  if (plan === undefined) return {};
  const [ecs, { runMigrations }, { stopTasks }] = await Promise.all([
    connectEcs(aws),
    import('./run-migrations.ts'),
    import('../task/stop-tasks.ts'),
  ]);
  return {
    migrate: (parts, keepTask) =>
      runMigrations(plan, { ecs, aws }, parts, plan.onCancel === 'stop' ? keepTask : () => {}),
    foreseeMigrate: () =>
      plan.rows.map(({ name, service, command }) => `run the migration ${name} on ${service}: ${command.join(' ')}`),
    stopTasks: (tasks, signal) => stopTasks(ecs, tasks, signal),
  };
}
