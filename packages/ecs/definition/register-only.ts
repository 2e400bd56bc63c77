import type { Aws } from '#aws/client';
import type { DeploymentReport } from '#report/deployment-report';
import type { Host } from '#report/host';
import { taskDefinitions } from '#report/task-definitions';
import { connectEcs } from '../client.ts';
import type { EcsOptions } from '../ecs-context.ts';
import { type DefinitionChange, registerDefinition } from './register-definition.ts';

/** Registers a definition for services that somebody else updates, and reports it as a row of its family. */
export async function registerOnly(
  aws: Aws,
  host: Host,
  options: EcsOptions,
  change: DefinitionChange,
  dryRun: boolean,
): Promise<DeploymentReport> {
  const context = { ecs: await connectEcs(aws), aws, options };
  const { changes, changed, revision, previous, warnings } = await registerDefinition(context, change, dryRun);
  for (const warning of warnings) host.report.warn(warning);
  if (changed && revision !== undefined) host.report.note(`${revision.label} registered`);
  const verdict = changed ? 'succeeded' : dryRun && revision === undefined ? 'planned' : 'unchanged';
  return host.report.finish({
    verdict,
    changed,
    region: aws.region,
    rows: [
      {
        name: change.source.definition.family,
        place: taskDefinitions,
        verdict,
        changes,
        ...(previous === undefined ? {} : { from: previous }),
        ...(revision === undefined ? {} : { to: revision }),
      },
    ],
  });
}
