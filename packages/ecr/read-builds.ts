import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { InputValues } from '#base/input-kinds';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { BuildOrder, BuildPolicy, Severity, Texts } from './build-order.ts';
import type { BuildRow } from './build-rows.ts';
import type { buildInputs } from './inputs.ts';

export type BuildValues = InputValues<typeof buildInputs>;

export interface BuildFacts {
  /** The commit; default of the tags. */
  readonly commit?: string | undefined;
  /** Root of the checkout: paths are relative to it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Builds {
  readonly orders: readonly BuildOrder[];
  readonly policy: BuildPolicy;
}

/** Inputs that belong to one image and cannot stand beside `builds`. */
const ofOneRow = ['repository', 'context', 'file', 'target'] as const satisfies readonly (keyof BuildValues)[];
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** What the inputs ask for. All that is wrong is thrown at once, `invalid-input` with an evidence line a problem. */
export async function readBuilds(values: BuildValues, facts: BuildFacts): Promise<Builds> {
  const rows = rowsOf(values);
  const orders = rows.map((row) => orderOf(row, values, facts.folder));
  const policy = policyOf(values, facts);
  const problems = [
    ...mixed(values),
    ...(await Promise.all(orders.map((order) => troubleOf(order, policy)))).flat(),
    ...twice(orders, policy),
    ...tagTrouble(policy),
    ...missingVariables(values, facts),
  ];
  if (problems.length === 0) return { orders, policy };
  throw new Failure(
    diagnosis('invalid-input', {
      what: problems.length === 1 ? (problems[0] ?? '') : `${problems.length} inputs are not right`,
      where: 'inputs',
      evidence: problems,
      fix: 'Correct the inputs named above; nothing was built.',
    }),
  );
}

function rowsOf(values: BuildValues): readonly BuildRow[] {
  if (values.builds !== undefined) return values.builds;
  const { repository, context = '.', file, target } = values;
  return [{ repository, context, file, target }];
}

function orderOf(row: BuildRow, values: BuildValues, folder: string): BuildOrder {
  const { repository = '', target } = row;
  const context = resolve(folder, row.context);
  const lastWord = (repository || context).split(/[/\\]/).at(-1) ?? '';
  return {
    key: row.key ?? (lastWord.replace(/[:@].*$/, '') || 'image'),
    repository,
    context: isRemote(row.context) ? row.context : context,
    file: row.file === undefined ? resolve(context, 'Dockerfile') : resolve(folder, row.file),
    platforms: row.platforms ?? values.platforms ?? [],
    buildArgs: { ...values['build-args'], ...row['build-args'] },
    buildContexts: absolute({ ...values['build-contexts'], ...row['build-contexts'] }, folder),
    labels: { ...values.labels, ...row.labels },
    ...(target === undefined ? {} : { target }),
  };
}

const absolute = (contexts: Texts, folder: string): Texts =>
  Object.fromEntries(
    Object.entries(contexts).map(([name, value]) => [name, isRemote(value) ? value : resolve(folder, value)]),
  );

/** Whether a context is something else than a folder. */
export const isRemote = (context: string): boolean => /^(?:[a-z][a-z0-9-]*:\/\/|git@|target:)/i.test(context);

function policyOf(values: BuildValues, { commit, env }: BuildFacts): BuildPolicy {
  const { scan, builder } = values;
  const fromEnv = Object.entries(values['secret-envs'] ?? {}).map(([id, name]) => [id, env[name] ?? '']);
  return {
    tags: values['image-tags'] ?? (commit === undefined ? [] : [commit]),
    movingTags: values['moving-tags'] ?? [],
    ifExists: values['if-exists'],
    push: values.push,
    noCache: values['no-cache'],
    pull: values.pull,
    cache: values.cache,
    cacheFrom: values['cache-from'] ?? [],
    cacheTo: values['cache-to'] ?? [],
    provenance: values.provenance,
    sbom: values.sbom,
    ssh: values.ssh ?? [],
    secrets: { ...values.secrets, ...Object.fromEntries(fromEnv) },
    ...(builder === undefined ? {} : { builder }),
    ...(scan === 'off' ? {} : { scan: scan.toUpperCase() as Severity }),
  };
}

const mixed = (values: BuildValues): string[] =>
  values.builds === undefined
    ? []
    : ofOneRow.filter((name) => values[name] !== undefined).map((name) => `${name}: write it in the rows of builds`);

async function troubleOf(order: BuildOrder, { push }: BuildPolicy): Promise<string[]> {
  const { key, context, file, repository } = order;
  const problems: string[] = [];
  if (push && repository === '') problems.push(`${key}: repository is missing; only push: false needs none`);
  if (/[@]|:[^/]*$/.test(repository))
    problems.push(`${key}: repository has a tag or digest; write those in image-tags`);
  if (isRemote(context)) return [...problems, `${key}: context must be a folder of the checkout, not an address`];
  if (!(await stat(context).catch(() => undefined))?.isDirectory()) {
    problems.push(`${key}: the context ${context} is no folder (is actions/checkout before this step?)`);
  } else if (!(await stat(file).catch(() => undefined))?.isFile()) {
    problems.push(`${key}: there is no Dockerfile ${file}`);
  }
  return problems;
}

function twice(orders: readonly BuildOrder[], { push }: BuildPolicy): string[] {
  const repeated = (words: readonly string[]) => [...new Set(words.filter((word, at) => words.indexOf(word) !== at))];
  const keys = repeated(orders.map(({ key }) => key)).map((key) => `builds: two rows have the key ${key}`);
  if (!push) return keys;
  const names = repeated(orders.map(({ repository }) => repository).filter((name) => name !== ''));
  return [...keys, ...names.map((name) => `builds: two rows push the same tags to ${name}`)];
}

function tagTrouble({ tags, movingTags }: BuildPolicy): string[] {
  const bad = [...tags, ...movingTags].filter((tag) => !tagPattern.test(tag));
  return [
    ...(tags.length === 0 ? ['image-tags: is missing, and there is no commit to take its place'] : []),
    ...bad.map((tag) => `image-tags, moving-tags: "${tag}" is no tag (letters, digits, _ . -, at most 128)`),
    ...movingTags
      .filter((tag) => tags.includes(tag))
      .map((tag) => `moving-tags: ${tag} stands in image-tags, too; a tag either moves or stays`),
  ];
}

const missingVariables = (values: BuildValues, { env }: BuildFacts): string[] =>
  Object.entries(values['secret-envs'] ?? {})
    .filter(([, name]) => !env[name])
    .map(([id, name]) => `secret-envs: ${id} is to be taken from ${name}, which is not set in the environment`);
