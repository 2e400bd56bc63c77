import type { Host } from '#report/host';
import { plain } from '#report/plain';
import { type ReasonCode, reasons } from '#report/reasons';
import type { DeploymentState } from '#report/render-payload';
import type { Verdict } from '#report/verdict';
import type { Github } from './open-github.ts';

/** As GitHub demands. */
const longestDescription = 140;

/** Says how a deployment stands now. Throws `GithubError`. https://docs.github.com/en/rest/deployments/statuses */
export async function addStatus(
  github: Github,
  host: Host,
  deployment: number,
  { state, description }: { readonly state: DeploymentState; readonly description: string },
): Promise<void> {
  const log = host.run.runUrl === undefined ? {} : { log_url: host.run.runUrl };
  const body = { state, description: plain(description, longestDescription), ...log };
  await github.send('POST', `/deployments/${deployment}/statuses`, body, 'deployments: write');
}

/** How a release ended. No quoted text: what stands here is shown to everybody who sees the repository. */
export const closingWords = (verdict: Verdict, code: ReasonCode | undefined): string =>
  code === undefined ? verdict : `${verdict} · ${code}: ${reasons[code].means}`;
