import type { InputValues } from '#base/input-kinds';
import { type Finding, findings } from '#ecs/preflight/finding';
import { requiredChecks } from '#github/checks-step';
import { explainChecks } from '#github/explain-checks';
import { GithubError, githubDiagnosis } from '#github/github-error';
import type { checkInputs } from '#github/inputs';
import { lookAtChecks } from '#github/look-at-checks';
import { openGithub } from '#github/open-github';
import type { Host } from '#report/host';

const { ok, fail, warn, skip } = findings('checks');

/**
 * What `require-checks` would say now. Checks that failed are red; what is pending, or not reported yet, a deployment
 * waits for. Throws `invalid-input` without a commit or a token.
 */
export async function checksFindings(
  inputs: InputValues<typeof checkInputs> & { readonly 'github-token': string | undefined },
  host: Host,
): Promise<readonly Finding[]> {
  const of = requiredChecks(inputs, host);
  if (of === undefined) return [];
  const { commit } = of;
  const where = `checks of ${commit.slice(0, 7)}`;
  const github = openGithub(host, of.token, 'require-checks');
  try {
    const { views, judged, goesOn } = await lookAtChecks(github, of, host.env.GITHUB_RUN_ID);
    if (judged.kind === 'failed') {
      const { code, what, fix } = explainChecks(judged, { views, github, commit, where, late: undefined });
      return [fail({ where, what: what.replace(`${where} `, ''), code, fix })];
    }
    if (judged.kind !== 'passed')
      return judged.lines.map((line) => warn({ where, what: `${line.split(' · ')[0]}: a deployment waits` }));
    if (goesOn) return [warn({ where, what: 'passed so far, and a workflow run goes on: a deployment waits for it' })];
    return [ok(where, `passed: ${judged.names.join(', ')}`)];
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    const { what, fix } = githubDiagnosis(error, where);
    return [{ ...skip(where, `not looked at: ${what}`), fix }];
  }
}
