import type { DeliveryView, ReportJob } from '#report/deployment-report';
import { jobsInWords } from '#report/jobs-in-words';
import { plain } from '#report/plain';
import type { RunFacts } from '#report/write-report';
import { outcomeOf } from './read-needs.ts';

/** What a webhook is told, as JSON. `text` is for people, in the markup of Slack; the rest for programs. */
export interface WebhookMessage {
  readonly v: 1;
  readonly text: string;
  readonly outcome: 'success' | 'failure' | 'cancelled';
  readonly repository?: string;
  readonly environment?: string;
  readonly commit?: string;
  readonly actor?: string;
  readonly release: string;
  readonly run?: string;
  readonly jobs: readonly Pick<ReportJob, 'name' | 'result' | 'verdict' | 'reason'>[];
  readonly release_page?: string;
  readonly metrics?: DeliveryView;
}

export interface Told {
  readonly jobs: readonly ReportJob[];
  readonly metrics: DeliveryView | undefined;
  /** The page of the GitHub release. */
  readonly page: string | undefined;
}

const icons = { success: '✅', failure: '❌', cancelled: '🛑' } as const;

/** Outputs of jobs are left out: they may name what does not belong into a chat. */
export function webhookMessage(run: RunFacts, { jobs, metrics, page }: Told): WebhookMessage {
  const outcome = outcomeOf(jobs);
  const { repository, environment, commit, actor, release, runUrl } = run;
  const deployed = jobs.find(({ verdict }) => verdict !== undefined)?.verdict;
  const subject = [repository, environment].filter((part) => part !== undefined).join(' · ');
  const facts = [
    ...(jobs.length === 0 ? [] : [jobsInWords(jobs)]),
    ...(deployed === undefined || outcome !== 'success' ? [] : [deployed]),
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 7)}`]),
    ...(actor === undefined ? [] : [`by ${actor}`]),
  ].map((fact) => escaped(plain(fact, 300)));
  const links = [
    ...(runUrl === undefined ? [] : [`<${runUrl}|run>`]),
    ...(page === undefined ? [] : [`<${page}|release>`]),
  ];
  return {
    v: 1,
    text: `${icons[outcome]} *${escaped(plain(subject, 200))}*: ${[...facts, ...links].join(' · ')}`,
    outcome,
    ...(repository === undefined ? {} : { repository }),
    ...(environment === undefined ? {} : { environment }),
    ...(commit === undefined ? {} : { commit }),
    ...(actor === undefined ? {} : { actor }),
    release,
    ...(runUrl === undefined ? {} : { run: runUrl }),
    jobs: jobs.map(({ name, result, verdict, reason }) => ({
      name,
      result,
      ...(verdict === undefined ? {} : { verdict }),
      ...(reason === undefined ? {} : { reason }),
    })),
    ...(page === undefined ? {} : { release_page: page }),
    ...(metrics === undefined ? {} : { metrics }),
  };
}

/** https://docs.slack.dev/messaging/formatting-message-text, "Escaping text": with it no `<!channel>` is obeyed, either. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
