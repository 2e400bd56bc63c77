import { parse, stringify } from 'yaml';
import { namesIn, readValues } from '../starters.ts';

interface DispatchInput {
  readonly description?: string;
  readonly type?: string;
  readonly options?: readonly string[];
  readonly default?: string | boolean;
}
interface Starter {
  readonly on: { readonly workflow_dispatch?: { readonly inputs?: Readonly<Record<string, DispatchInput>> } | null };
  readonly jobs: Readonly<Record<string, StarterJob>>;
}
interface StarterJob {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: unknown;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** Whether a starter is also called as a reusable workflow: those that touch an environment are. */
export const isReusable = (text: string): boolean =>
  Object.values((parse(text) as Starter).jobs).some((job) => job.environment !== undefined);

/**
 * A starter as a reusable workflow (`on: workflow_call`): an input for each question that it asks and for each value of its
 * `env:` block, which counts before the variable and the secret; its secrets, all optional; the outputs of its jobs.
 * Everything else stays as it is, comments too. Throws when an input and a value would share a name.
 */
export function renderReusable(name: string, text: string): string {
  const starter: Starter = parse(text);
  const asked = Object.entries(starter.on.workflow_dispatch?.inputs ?? {});
  const values = readValues(text).filter(({ variables }) => variables.length > 0);
  const twice = values
    .map(({ name: value }) => inputName(value))
    .filter((value) => asked.some(([one]) => one === value));
  if (twice.length > 0) throw new Error(`${name}.yml asks for ${twice.join(', ')} and has it among its values`);
  const call = {
    inputs: {
      ...Object.fromEntries(asked.map(([input, row]) => [input, inputOf(row)])),
      ...Object.fromEntries(values.map(({ name: value, note }) => [inputName(value), callInputOf(value, note)])),
    },
    secrets: Object.fromEntries(namesIn(text, 'secrets').map((secret) => [secret, { required: false }])),
    ...outputsOf(starter),
  };
  const on = `on:\n${indent(stringify({ workflow_call: call }, { lineWidth: 0 }))}\n`;
  const body = values.reduce(
    (all, { name: value, expression }) =>
      all.replace(
        `  ${value}: ${expression}`,
        () => `  ${value}: ${expression.replace('${{ ', `\${{ inputs.${inputName(value)} || `)}`,
      ),
    text,
  );
  return `${head(name, starter)}${body.replace(/^on:\n(?:(?: .*)?\n)*/m, () => `${on}\n`)}`;
}

const inputName = (value: string): string => value.toLowerCase().replaceAll('_', '-');

const inputOf = ({ description = '', type = 'string', options, default: fallback }: DispatchInput) => ({
  description: options === undefined ? description : `${description} (${options.join(', ')})`,
  type: type === 'boolean' ? 'boolean' : 'string',
  required: false,
  ...(fallback === undefined ? {} : { default: fallback }),
});

const callInputOf = (value: string, note: string) => ({
  description: `Instead of ${value}${note === '' || note === 'needed' ? '' : ` (${note.replace(/^needed[:;,] /, '')})`}`,
  type: 'string',
  required: false,
});

function outputsOf({ jobs }: Starter) {
  const outputs = Object.entries(jobs).flatMap(([job, { outputs: own = {} }]) =>
    Object.keys(own).map((output) => [output, { value: `\${{ jobs.${job}.outputs.${output} }}` }] as const),
  );
  return outputs.length === 0 ? {} : { outputs: Object.fromEntries(outputs) };
}

/** What the caller's job must allow: a called workflow gets nothing that its caller has not. */
function permissionsOf({ jobs }: Starter): string {
  const all = new Map<string, string>();
  for (const [scope, level] of Object.values(jobs).flatMap((job) => Object.entries(job.permissions ?? {})))
    if (all.get(scope) !== 'write') all.set(scope, level);
  return [...all].map(([scope, level]) => `${scope}: ${level}`).join(', ');
}

const head = (
  name: string,
  starter: Starter,
): string => `# Generated from workflows-templates/${name}.yml by \`npm run generate\`. Called by a job of another workflow:
#
#   ${name}:
#     permissions: { ${permissionsOf(starter)} }
#     uses: org/deploy-actions/.github/workflows/${name}.yml@v1
#     secrets: inherit
#
`;

const indent = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((one) => `  ${one}`)
    .join('\n');
