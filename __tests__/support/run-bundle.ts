import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type ProgramEnd, type ProgramOptions, runProgram } from './run-program.ts';

export interface BundleOptions extends ProgramOptions {
  /** Default: index. */
  readonly entry?: 'index' | 'post';
  /** The folder of the built actions. Default: dist. */
  readonly dist?: string;
}

interface ActionFile {
  readonly inputs?: Readonly<Record<string, { readonly default?: string }>>;
}

const builtHere = fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * Starts `dist/<name>/<entry>.js` as a runner does: every input of action.yml is set, to what is given, else to its
 * default, else to ''. Expressions in defaults are empty, so `github-token` is, unless it is given.
 */
export async function runBundle(name: string, options: BundleOptions = {}): Promise<ProgramEnd> {
  const { entry = 'index', dist = builtHere } = options;
  const file = join(dist, name, `${entry}.js`);
  if (!existsSync(file)) throw new Error(`${name} is not built: run \`npm run generate\` and \`npm run build\` first`);
  const action: ActionFile = parse(readFileSync(join(dist, name, 'action.yml'), 'utf8'));
  const defaults = Object.entries(action.inputs ?? {}).map(([input, { default: value = '' }]) => [
    input,
    value.includes('${{') ? '' : value,
  ]);
  return runProgram(file, { ...options, inputs: { ...Object.fromEntries(defaults), ...options.inputs } });
}
