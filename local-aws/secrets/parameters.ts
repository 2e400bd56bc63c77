import type { Service } from '../service.ts';

export interface Parameters {
  readonly service: Service;
  /** By name, `/shop/database`. Before the first is added, every parameter that is asked for exists. */
  addParameter(name: string): void;
}

interface Filters {
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ParameterFilters?: readonly { readonly Key?: string; readonly Values?: readonly string[] }[];
}

/** Systems Manager's parameters, as far as their existence goes: names that do not exist are left out, without a word. */
export function createParameters(): Parameters {
  const known = new Set<string>();
  return {
    service: {
      name: 'ssm',
      protocol: { kind: 'json', targetPrefix: 'AmazonSSM', version: '1.1' },
      operations: {
        DescribeParameters({ ParameterFilters = [], MaxResults = 10, NextToken = '0' }: Filters) {
          const names = ParameterFilters.flatMap(({ Key, Values = [] }) => (Key === 'Name' ? Values : []));
          const found = known.size === 0 ? names : names.filter((name) => known.has(name));
          const from = Number(NextToken);
          const page = found.slice(from, from + MaxResults).map((Name) => ({ Name, Type: 'SecureString' }));
          const isMore = from + MaxResults < found.length;
          return { Parameters: page, ...(isMore ? { NextToken: String(from + MaxResults) } : {}) };
        },
      },
    },
    addParameter: (name) => void known.add(name),
  };
}
