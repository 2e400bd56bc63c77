import type { ReportJob } from '#report/deployment-report';
import { code, link, table, text } from '#report/markdown-text';
import type { RunFacts } from '#report/write-report';
import { numberOf, textOf } from './fields.ts';
import { GithubError } from './github-error.ts';
import type { Github } from './open-github.ts';

const needs = 'contents: write';

/**
 * Makes the GitHub release of a tag, or brings the one that is there up to date: its text gets a part of its own for this
 * environment, what others wrote stays. A tag with a dash is a pre-release. Returns the page. Throws `GithubError`.
 */
export async function publishRelease(
  github: Github,
  tag: string,
  run: RunFacts,
  { jobs, at }: { readonly jobs: readonly ReportJob[]; readonly at: number },
): Promise<string> {
  const section = sectionOf(run, jobs, at);
  const known = await releaseOf(github, tag);
  if (known !== undefined) {
    const body = replaced(textOf(known, 'body'), section, run.environment);
    const path = `/releases/${numberOf(known, 'id')}`;
    return textOf(await github.send('PATCH', path, { body }, needs), 'html_url');
  }
  const made = await github.send(
    'POST',
    '/releases',
    {
      tag_name: tag,
      name: tag,
      body: section,
      prerelease: tag.includes('-'),
      generate_release_notes: true,
      ...(run.commit === undefined ? {} : { target_commitish: run.commit }),
    },
    needs,
  );
  return textOf(made, 'html_url');
}

async function releaseOf(github: Github, tag: string): Promise<unknown> {
  try {
    return await github.get(`/releases/tags/${encodeURIComponent(tag)}`, needs);
  } catch (error) {
    if (error instanceof GithubError && error.trouble.kind === 'not-found') return undefined;
    throw error;
  }
}

/** Comments that no reader sees keep the place of an environment's part. */
function marks(environment: string | undefined): readonly [string, string] {
  const name = (environment ?? 'deployment').replaceAll(/[^\w.-]/g, '_');
  return [`<!-- deploy-actions:${name} -->`, `<!-- /deploy-actions:${name} -->`];
}

function replaced(body: string, section: string, environment: string | undefined): string {
  const [from, to] = marks(environment);
  const [start, end] = [body.indexOf(from), body.indexOf(to)];
  if (start === -1 || end < start) return body.trim() === '' ? section : `${body.trimEnd()}\n\n${section}`;
  return body.slice(0, start) + section + body.slice(end + to.length);
}

function sectionOf(run: RunFacts, jobs: readonly ReportJob[], at: number): string {
  const [from, to] = marks(run.environment);
  const day = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const by = run.actor === undefined ? '' : ` by ${text(run.actor, 80)}`;
  const facts = jobs.flatMap(({ name, outputs, verdict }) =>
    [...(verdict === undefined ? [] : [['verdict', verdict] as const]), ...Object.entries(outputs)]
      .slice(0, 12)
      .map(([key, value]) => [text(name, 80), text(key, 60), code(value, 200)]),
  );
  return [
    from,
    `### Deployed${run.environment === undefined ? '' : ` to ${text(run.environment, 80)}`}`,
    `${day}${by} · ${link(`release ${code(run.release, 80)}`, run.runUrl)}${run.commit === undefined ? '' : ` · commit ${code(run.commit, 60)}`}`,
    ...(facts.length === 0 ? [] : [table(['Job', 'What', 'Value'], facts)]),
    to,
  ].join('\n\n');
}
