import { AwsFault } from '../service.ts';
import { badFilter } from './texts.ts';

export interface Filter {
  readonly Name?: string;
  readonly Value?: readonly string[];
}

/** The values of each filter; one that is not among `known` is refused, as AWS refuses what it does not know. */
export function readFilters<Name extends string>(
  filters: readonly Filter[],
  known: readonly Name[],
): Readonly<Partial<Record<Name, readonly string[]>>> {
  for (const { Name: name = '' } of filters) {
    if (!known.includes(name as Name)) throw new AwsFault('InvalidParameterValue', badFilter(name));
  }
  const values = filters.map(({ Name: name, Value = [] }) => [name, Value]);
  return Object.fromEntries(values);
}
