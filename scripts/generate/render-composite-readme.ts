import { parse } from 'yaml';
import { fillTables } from './render-readme.ts';

interface CompositeAction {
  readonly name: string;
  readonly description: string;
  readonly inputs?: Readonly<Record<string, CompositeInput>>;
  readonly outputs?: Readonly<Record<string, { readonly description: string }>>;
}
interface CompositeInput {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

/** The README of an action that is written as an action.yml by hand, with its tables brought up to date. */
export function renderCompositeReadme(folder: string, actionFile: string, before: string): string {
  const action: CompositeAction = parse(actionFile);
  return fillTables(folder, before, {
    inputs: {
      titles: ['input', 'what it does', 'default'],
      rows: Object.entries(action.inputs ?? {}).map(([name, { description, required, default: fallback }]) => [
        `\`${name}\`${required ? ' (required)' : ''}`,
        description,
        fallback === undefined ? '' : `\`${fallback}\``,
      ]),
    },
    outputs: {
      titles: ['output', 'what it says'],
      rows: Object.entries(action.outputs ?? {}).map(([name, { description }]) => [`\`${name}\``, description]),
    },
  });
}
