import type { ActionSpec } from '#base/action-spec';
import { type InputRow, type InputRows, type InputValues, notGiven } from '#base/input-kinds';
import { suggestName } from '#base/suggest-name';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { type Environment, inputVariable, isExpression } from './environment.ts';

/** What is wrong with one input, as a line for its author. */
type Problem = string;

/**
 * Reads the inputs of a spec from `INPUT_*`. An empty value is absent. Throws one `invalid-input` for all that is
 * wrong: values that are not allowed, missing ones, renamed ones, misspelt ones, hand-overs that arrived empty.
 */
export async function readInputs<Rows extends InputRows>(
  spec: ActionSpec<Rows>,
  env: Environment,
): Promise<InputValues<Rows>> {
  const problems: Problem[] = [...renamedInputs(spec, env), ...misspeltInputs(spec, env)];
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries<InputRow>(spec.inputs)) {
    const read = await readInput(name, row, env[inputVariable(name)]);
    if ('problem' in read) problems.push(read.problem);
    else values[name] = read.value;
  }
  if (problems.length > 0) throw invalidInputs(spec.name, problems);
  return values as InputValues<Rows>;
}

/** One failure for every problem: the inputs' names as the cause, a line each as evidence. */
export function invalidInputs(action: string, problems: readonly Problem[]): Failure {
  const [first = ''] = problems;
  const names = problems.map((problem) => problem.split(':')[0]);
  return new Failure(
    diagnosis('invalid-input', {
      what: problems.length === 1 ? first : `${problems.length} inputs are not valid: ${names.join(', ')}`,
      where: action,
      evidence: problems.length === 1 ? [] : problems,
      fix: `Correct ${problems.length === 1 ? 'this input' : 'these inputs'} under \`with:\` of the step that uses ${action}.`,
    }),
  );
}

async function readInput(
  name: string,
  row: InputRow,
  given: string | undefined,
): Promise<{ value: unknown } | { problem: Problem }> {
  if (row.handOver && given !== undefined && given.trim() === '') return { problem: blanked(name) };
  const own = given === undefined || given.trim() === '' || (row.handOver && given === notGiven) ? undefined : given;
  const raw = own ?? row.default;
  if (raw === undefined) {
    if (row.required) return { problem: `${name}: is required and missing; allowed: ${row.kind.allowed}` };
    return { value: undefined };
  }
  if (own === undefined && isExpression(raw)) return { value: '' };
  try {
    return { value: await row.kind.parse(raw) };
  } catch (error) {
    const why = Error.isError(error) ? error.message : String(error);
    return { problem: `${name}: ${shown(row, raw)} ${hidden(row, raw, why)}; allowed: ${row.kind.allowed}` };
  }
}

const blanked = (name: string): Problem =>
  `${name}: arrived empty. A job output is blanked when it contains a secret; hand on release-id, image-tag or digest ` +
  'instead, or keep account id, region, cluster and repository in `vars`, not in `secrets`';

const shown = (row: InputRow, raw: string): string =>
  row.secret ? '(secret)' : JSON.stringify(raw.length > 80 ? `${raw.slice(0, 77)}…` : raw);

/** What a kind says about a secret may quote it: then only that it is not valid. */
const hidden = (row: InputRow, raw: string, why: string): string =>
  row.secret && raw.split(/\s|=/).some((part) => part.length > 3 && why.includes(part)) ? 'is not valid' : why;

function renamedInputs(spec: ActionSpec, env: Environment): Problem[] {
  return Object.entries(spec.renamed ?? {})
    .filter(([old]) => env[inputVariable(old)])
    .map(([old, now]) => `${old}: is called ${now} now`);
}

function misspeltInputs(spec: ActionSpec, env: Environment): Problem[] {
  const known = Object.keys(spec.inputs);
  const taken = new Set([...known, ...Object.keys(spec.renamed ?? {})].map(inputVariable));
  const problems: Problem[] = [];
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith('INPUT_') || !value || taken.has(variable)) continue;
    const stray = variable.slice('INPUT_'.length).toLowerCase();
    const meant = suggestName(stray, known);
    if (meant !== undefined) problems.push(`${stray}: there is no such input; did you mean ${meant}?`);
  }
  return problems;
}
