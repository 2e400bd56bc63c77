import type { WireRequest, WireResponse } from '../service.ts';

/** Where Describe calls name things, and where their answers list them. */
const NAMED = {
  tasks: { listed: 'tasks', arn: 'taskArn' },
  services: { listed: 'services', arn: 'serviceArn' },
  clusters: { listed: 'clusters', arn: 'clusterArn' },
  serviceDeploymentArns: { listed: 'serviceDeployments', arn: 'serviceDeploymentArn' },
  serviceRevisionArns: { listed: 'serviceRevisions', arn: 'serviceRevisionArn' },
} as const;

/** Moves what was not asked for before from a Describe answer to its `failures`, as MISSING. */
export function hideOnce(request: WireRequest, response: WireResponse, seen: Set<string>): WireResponse {
  if (response.status !== 200) return response;
  const asked: Record<string, unknown> = JSON.parse(request.body);
  const answer: Record<string, unknown> = JSON.parse(response.body);
  const name = (Object.keys(NAMED) as (keyof typeof NAMED)[]).find((key) => Array.isArray(asked[key]));
  if (name === undefined) return response;
  const { listed, arn } = NAMED[name];
  const fresh = (asked[name] as string[]).filter((reference) => !seen.has(reference));
  for (const reference of fresh) seen.add(reference);
  const isFresh = (item: Record<string, unknown>) => fresh.some((reference) => endsWith(String(item[arn]), reference));
  const items = (answer[listed] ?? []) as Record<string, unknown>[];
  const hidden = items.filter(isFresh).map((item) => ({ arn: item[arn], reason: 'MISSING' }));
  const failures = [...((answer.failures ?? []) as unknown[]), ...hidden];
  const body = { ...answer, [listed]: items.filter((item) => !isFresh(item)), failures };
  return { ...response, body: JSON.stringify(body) };
}

const endsWith = (arn: string, reference: string): boolean => arn === reference || arn.endsWith(`/${reference}`);
