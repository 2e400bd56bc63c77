import { AwsError } from '#aws/aws-error';
import { Failure } from '#report/failure';
import type { Definition } from '../definition/task-definition.ts';
import type { EcsContext } from '../ecs-context.ts';
import { planService, type ServicePlan, serves } from '../plan-service.ts';
import type { LiveService } from '../service/read-live.ts';
import type { ServiceChange } from '../service/service-change.ts';
import { failuresOf, findingLine } from './failures-of.ts';
import type { Finding } from './finding.ts';
import { lookAhead } from './look-ahead.ts';

/**
 * Plans a change, and looks ahead whether it can work. Throws one `Failure` with everything that is in its way: the
 * plan's own first, else the first finding's; the others are its evidence.
 */
export async function planAhead(context: EcsContext, change: ServiceChange, live: LiveService): Promise<ServicePlan> {
  const plan = await planned(context, change, live);
  if (plan instanceof Failure) {
    const others = await lookAhead(context, change, live, live.revision.definition);
    const evidence = [...plan.diagnosis.evidence, ...tellFailing(context, others)];
    throw new Failure({ ...plan.diagnosis, evidence }, { cause: plan });
  }
  if (!isDeployment(plan, live)) return plan;
  const found = await lookAhead(context, change, live, definitionOf(plan));
  tellFailing(context, found);
  const [first] = failuresOf(found);
  if (first !== undefined) throw new Failure(first);
  return { ...plan, warnings: [...plan.warnings, ...found.map(({ where, what }) => `${where}: ${what}`)] };
}

/** Prints every failure with its fix, and returns the lines: the cause beside the job is only the first of them. */
function tellFailing({ aws: { log } }: EcsContext, found: readonly Finding[]): readonly string[] {
  const lines = found.filter(({ level }) => level === 'FAIL').map(findingLine);
  for (const line of lines) log.info(line);
  return lines;
}

/** Other settings alone start nothing. */
const isDeployment = ({ target, settings }: ServicePlan, live: LiveService): boolean =>
  target.kind === 'register' || !serves(target.revision, live) || settings.forceNewDeployment === true;

/** Trouble with AWS is no problem of the change. */
async function planned({ ecs, aws }: EcsContext, change: ServiceChange, live: LiveService) {
  try {
    return await planService(ecs, aws, change, live);
  } catch (error) {
    if (error instanceof Failure && !(error instanceof AwsError)) return error;
    throw error;
  }
}

const definitionOf = ({ target }: ServicePlan): Definition =>
  target.kind === 'register' ? target.definition : target.revision.definition;
