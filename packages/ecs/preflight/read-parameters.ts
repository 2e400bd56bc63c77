import type { Aws } from '#aws/client';
import { askJsonOnce } from './ask-once.ts';

/** Names in one filter, and parameters on one page of an answer (API reference of DescribeParameters). */
const most = 50;

/**
 * Which of these parameters of the account exist, in a region. All together: the API takes a few calls a second.
 * Throws `AwsError`.
 */
export async function readParameters(aws: Aws, region: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const wanted = [...new Set(names)].sort();
  for (let from = 0; from < wanted.length; from += most) {
    const ParameterFilters = [{ Key: 'Name', Option: 'Equals', Values: wanted.slice(from, from + most) }];
    let NextToken: unknown;
    do {
      const page = { ParameterFilters, MaxResults: most, ...(NextToken === undefined ? {} : { NextToken }) };
      const answer = await askJsonOnce(aws, 'ssm', 'DescribeParameters', page, region);
      for (const { Name = '' } of (answer.Parameters ?? []) as readonly { Name?: string }[]) found.add(Name);
      NextToken = answer.NextToken || undefined;
    } while (NextToken !== undefined);
  }
  return found;
}
