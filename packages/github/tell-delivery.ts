import type { InputValues } from '#base/input-kinds';
import type { DeliveryView, ReportJob } from '#report/deployment-report';
import type { Diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import { GithubError, githubDiagnosis } from './github-error.ts';
import type { deliveryInputs } from './inputs.ts';
import { openGithub } from './open-github.ts';
import { publishRelease } from './publish-release.ts';
import { readDelivery } from './read-delivery.ts';
import { outcomeOf } from './read-needs.ts';
import { sendWebhook } from './send-webhook.ts';
import { webhookMessage } from './webhook-message.ts';

type Inputs = InputValues<typeof deliveryInputs> & {
  readonly 'github-token': string | undefined;
  readonly 'dry-run': boolean;
  readonly environment: string | undefined;
};

export interface ToldDelivery {
  readonly delivery?: DeliveryView;
  /** The page of the GitHub release. */
  readonly page?: string;
  /** The first thing that was asked for and could not be told. */
  readonly diagnosis?: Diagnosis;
}

/**
 * Reads the metrics, makes the release and tells the webhook, as the inputs wish; each goes on without the others. Metrics
 * that cannot be read and a webhook that does not answer are warnings, unless `webhook-required`.
 */
export async function tellDelivery(inputs: Inputs, jobs: readonly ReportJob[], host: Host): Promise<ToldDelivery> {
  const troubles: Diagnosis[] = [];
  const delivery = await metricsOf(inputs, host);
  const page = await releaseOf(inputs, jobs, host, troubles);
  await notify(inputs, { jobs, metrics: delivery, page }, host, troubles);
  const [first] = troubles;
  return {
    ...(delivery === undefined ? {} : { delivery }),
    ...(page === undefined ? {} : { page }),
    ...(first === undefined ? {} : { diagnosis: first }),
  };
}

async function metricsOf(inputs: Inputs, host: Host): Promise<DeliveryView | undefined> {
  const days = inputs['window-days'];
  if (days === undefined) return undefined;
  try {
    const github = openGithub(host, inputs['github-token'], 'window-days');
    return await readDelivery(github, inputs.environment ?? 'production', days, host.clock.now());
  } catch (error) {
    const why = expected(error, 'window-days');
    host.report.warn(`no metrics: ${why.code}: ${why.what}. ${why.fix.split('\n')[0]}`);
    return undefined;
  }
}

async function releaseOf(
  inputs: Inputs,
  jobs: readonly ReportJob[],
  host: Host,
  troubles: Diagnosis[],
): Promise<string | undefined> {
  if (inputs.release === undefined) return undefined;
  const tag = tagOf(inputs.release, host);
  if (tag === undefined) {
    host.log.info('no GitHub release: this run is not of a version tag (release: auto)');
    return undefined;
  }
  if (outcomeOf(jobs) !== 'success') {
    host.report.warn(`no GitHub release for ${tag}: not every job succeeded`);
    return undefined;
  }
  if (inputs['dry-run']) {
    host.log.info(`would make or update the GitHub release ${tag}`);
    return undefined;
  }
  try {
    const github = openGithub(host, inputs['github-token'], 'release');
    const page = await publishRelease(github, tag, host.run, { jobs, at: host.clock.now() });
    host.log.info(`GitHub release ${tag}: ${page}`);
    return page;
  } catch (error) {
    troubles.push(expected(error, `release ${tag}`));
    return undefined;
  }
}

/** `auto`: the tag of the run, when it looks like a version. */
function tagOf(wish: string, { env }: Host): string | undefined {
  if (wish !== 'auto') return wish.replace(/^refs\/tags\//, '');
  const name = env.GITHUB_REF_NAME ?? '';
  return env.GITHUB_REF_TYPE === 'tag' && /^v?\d+(\.\d+)+/.test(name) ? name : undefined;
}

async function notify(
  inputs: Inputs,
  told: Parameters<typeof webhookMessage>[1],
  host: Host,
  troubles: Diagnosis[],
): Promise<void> {
  const address = inputs['webhook-url'];
  if (address === undefined) return;
  const message = webhookMessage(host.run, told);
  if (inputs['dry-run']) return host.log.info(`would tell the webhook: ${message.text}`);
  const why = await sendWebhook(address, message, host);
  if (why === undefined) return host.log.info('the webhook was told');
  if (inputs['webhook-required']) troubles.push(why);
  else host.report.warn(`${why.code}: ${why.evidence[0] ?? why.what} (webhook-url)`);
}

function expected(error: unknown, where: string): Diagnosis {
  if (error instanceof GithubError) return githubDiagnosis(error, where);
  if (error instanceof Failure) return error.diagnosis;
  throw error;
}
