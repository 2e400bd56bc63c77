import { parseImage } from '#aws/image-reference';
import type { InputValues } from '#base/input-kinds';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { type DefinitionFile, readDefinitionFile } from './definition/read-definition-file.ts';
import type { DefinitionChange } from './definition/register-definition.ts';
import type { changeInputs, imageInputs, serviceInputs } from './inputs.ts';
import type { ServiceChange, WantedImage } from './service/service-change.ts';
import type { ServiceRow } from './service/service-rows.ts';

type Rows = typeof serviceInputs & typeof changeInputs;
/** Actions that change nothing have only the inputs that name services. */
export type ChangeValues = InputValues<typeof serviceInputs> &
  Partial<InputValues<typeof changeInputs & typeof imageInputs>>;

/** Inputs that belong to one service and cannot stand beside `services`. */
const ofOneRow = [
  'service',
  'container-name',
  'command',
  'task-definition',
  'task-definition-arn',
  'desired-count',
] as const satisfies readonly (keyof Rows)[];

export interface ReadChangesOptions {
  /** The fields that a row may have; others are refused. Default: all. */
  readonly takes?: readonly (keyof ServiceRow)[];
}

/** What a row says to an action that brings nothing new out. */
export const takesNothingNew = [
  'service',
  'cluster',
  'order',
  'wait',
  'health-url',
] as const satisfies readonly (keyof ServiceRow)[];

/**
 * The changes that the inputs describe, in the order of the rows. `folder` is what file names are relative to. All that
 * is wrong is thrown at once, `invalid-input` with an evidence line a problem.
 */
export async function readChanges(
  inputs: ChangeValues,
  folder: string,
  { takes }: ReadChangesOptions = {},
): Promise<readonly ServiceChange[]> {
  const given = rowsOf(inputs);
  const rows = takes === undefined ? given : given.map((row) => onlyTaken(row, takes));
  const images = builtImages(inputs['build-results'] ?? []);
  const problems = [
    ...missing(inputs),
    ...mixed(inputs),
    ...(takes === undefined ? [] : given.flatMap((row) => notTaken(row, takes))),
    ...twice(rows),
    ...rows.flatMap(contradictions),
  ];
  const changes: ServiceChange[] = [];
  for (const row of rows) {
    const file = await fileOf(row, folder);
    if (file?.kind === 'unreadable') problems.push(file.problem);
    else {
      const change = changeOf(inputs, row, images, file);
      problems.push(...changesToRegistered(change));
      changes.push(change);
    }
  }
  if (problems.length === 0) return changes;
  throw new Failure(
    diagnosis('invalid-input', {
      what: problems.length === 1 ? (problems[0] ?? '') : `${problems.length} inputs are not right`,
      where: 'inputs',
      evidence: problems,
      fix: 'Correct the inputs named above; nothing was written.',
    }),
  );
}

/**
 * What to register when no service is named: a file with the changes of the inputs. `undefined` when a service is named
 * (`readChanges` has the say) or there is no file. Throws `invalid-input`.
 */
export async function readDefinitionChange(
  inputs: ChangeValues,
  folder: string,
): Promise<DefinitionChange | undefined> {
  const { service, services, 'task-definition': path } = inputs;
  if (service !== undefined || services !== undefined || path === undefined) return undefined;
  const [change] = await readChanges({ ...inputs, service: path }, folder);
  if (change?.source.kind !== 'file') return undefined;
  const { source, patch, image, resourceTags } = change;
  return { source, patch, resourceTags, ...given('image', image) };
}

const fileOf = async (row: ServiceRow, folder: string): Promise<DefinitionFile | undefined> => {
  const path = row['task-definition'];
  return path === undefined ? undefined : readDefinitionFile(path, folder);
};

/** The rows of `services`, or the one row that the single inputs make. */
function rowsOf(inputs: ChangeValues): readonly ServiceRow[] {
  if (inputs.services !== undefined) return inputs.services;
  const { service } = inputs;
  if (service === undefined) return [];
  const names = ['container-name', 'command', 'task-definition', 'task-definition-arn', 'desired-count'] as const;
  const given = Object.fromEntries(names.flatMap((name) => (inputs[name] === undefined ? [] : [[name, inputs[name]]])));
  return [{ service, order: 0, wait: true, ...given }];
}

const onlyTaken = ({ service, order, wait, ...row }: ServiceRow, takes: readonly string[]): ServiceRow => ({
  service,
  order,
  wait,
  ...Object.fromEntries(Object.entries(row).filter(([name]) => takes.includes(name))),
});

/** What would be ignored, in one line a row. */
function notTaken(row: ServiceRow, takes: readonly string[]): string[] {
  const names = Object.entries(row).flatMap(([name, value]) =>
    value === undefined || takes.includes(name) ? [] : [name],
  );
  if (names.length === 0) return [];
  const means = names.length === 1 ? 'means' : 'mean';
  return [`${nameOf(row.service)}: ${names.join(', ')} ${means} nothing here; a row takes ${takes.join(', ')}`];
}

const missing = ({ service, services }: ChangeValues): string[] =>
  service === undefined && services === undefined
    ? ['service: nothing is named; give service, or services with a row each']
    : [];

const mixed = (inputs: ChangeValues): string[] =>
  inputs.services === undefined
    ? []
    : ofOneRow.filter((name) => inputs[name] !== undefined).map((name) => `${name}: write it in the rows of services`);

function twice(rows: readonly ServiceRow[]): string[] {
  const names = rows.map((row) => nameOf(row.service));
  const repeated = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  return repeated.map((name) => `services: two rows name the service ${name}`);
}

function contradictions(row: ServiceRow): string[] {
  const service = nameOf(row.service);
  const both = Object.keys(row['environment-variables'] ?? {}).filter((name) => name in (row.secrets ?? {}));
  const problems = both.map((name) => `${service}: ${name} is both an environment variable and a secret`);
  if (row['task-definition'] !== undefined && row['task-definition-arn'] !== undefined) {
    problems.push(`${service}: task-definition and task-definition-arn exclude each other`);
  }
  return problems;
}

/** A registered revision is deployed as it is, so that what runs is what its owner registered. */
function changesToRegistered({ row, source, patch, image }: ServiceChange): string[] {
  if (source.kind !== 'registered') return [];
  const given = [...(image === undefined ? [] : ['image']), ...Object.keys(patch)];
  if (given.length === 0) return [];
  return [`${row}: task-definition-arn is deployed as it is; it cannot be combined with ${given.join(', ')}`];
}

function changeOf(
  inputs: ChangeValues,
  row: ServiceRow,
  images: ReadonlyMap<string, string>,
  file: Extract<DefinitionFile, { kind: 'read' }> | undefined,
): ServiceChange {
  const image = wantedImage(row.image ?? inputs.image, images, inputs['image-tag']);
  const arn = row['task-definition-arn'];
  return {
    row: nameOf(row.service),
    place: nameOf(row.cluster ?? clusterIn(row.service) ?? inputs.cluster ?? 'default'),
    order: row.order,
    wait: row.wait,
    source:
      arn !== undefined
        ? { kind: 'registered', name: arn }
        : file === undefined
          ? { kind: 'live' }
          : { kind: 'file', path: file.path, definition: file.definition },
    patch: patchOf(inputs, row),
    force: inputs['force-new-deployment'] ?? false,
    resourceTags: inputs['resource-tags'] ?? {},
    ...given('image', image),
    ...given('desiredCount', row['desired-count']),
    ...given('deploymentConfiguration', inputs['deployment-configuration']),
    ...given('propagateTags', inputs['propagate-tags']),
    ...given('healthUrl', row['health-url']),
  };
}

/** What the row says wins over what the inputs say for all rows; a name that moves between the two lists does so once. */
function patchOf(inputs: ChangeValues, row: ServiceRow): ServiceChange['patch'] {
  const ownSecrets = row.secrets ?? {};
  const ownVariables = row['environment-variables'] ?? {};
  const environment = { ...outside(inputs['environment-variables'], ownSecrets), ...ownVariables };
  const secrets = { ...outside(inputs.secrets, ownVariables), ...ownSecrets };
  return {
    ...given('containerName', row['container-name']),
    ...given('environment', notEmpty(environment)),
    ...given('secrets', notEmpty(secrets)),
    ...given('command', row.command),
    ...given('cpu', inputs.cpu),
    ...given('memory', inputs.memory),
    ...given('taskRoleArn', inputs['task-role-arn']),
    ...given('executionRoleArn', inputs['execution-role-arn']),
  };
}

type Texts = Readonly<Record<string, string>>;

const outside = (values: Texts = {}, taken: Texts): Texts =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !Object.hasOwn(taken, name)));

const notEmpty = (values: Texts): Texts | undefined => (Object.keys(values).length === 0 ? undefined : values);

/** `{name: value}`, or nothing when there is no value. */
function given<Name extends string, T>(name: Name, value: T | undefined): { [K in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };
}

/** A key of the build's results, else a full reference, else a repository of `tag`, else a tag of the image that runs. */
function wantedImage(
  image: string | undefined,
  built: ReadonlyMap<string, string>,
  tag: string | undefined,
): WantedImage | undefined {
  if (image === undefined) return tag === undefined ? undefined : { kind: 'tag', tag, fromRow: false };
  const reference = built.get(image);
  if (reference !== undefined) return { kind: 'reference', reference };
  const { tag: own, digest } = parseImage(image);
  if (tag !== undefined && own === undefined && digest === undefined)
    return { kind: 'repository', repository: image, tag };
  return /[/:@]/.test(image) ? { kind: 'reference', reference: image } : { kind: 'tag', tag: image, fromRow: true };
}

function builtImages(results: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, string> {
  const images = new Map<string, string>();
  for (const { key, name, image } of results) {
    if (typeof image !== 'string') continue;
    for (const word of [key, name]) if (typeof word === 'string') images.set(word, image);
  }
  return images;
}

const nameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

/** The cluster in a service ARN of the long form, `arn:…:service/CLUSTER/NAME`. */
const clusterIn = (service: string): string | undefined => /^arn:[^/]+:service\/([^/]+)\/[^/]+$/.exec(service)?.[1];
