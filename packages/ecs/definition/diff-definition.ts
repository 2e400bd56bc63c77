import { canonicalDefinition } from './canonical-definition.ts';
import type { Definition } from './task-definition.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * What is different in `to`, a line each, by container and field: `api image …:1 → …:2`, `task cpu 256 → 512`. Values
 * of secrets are never shown (only that the reference changed), those of environment variables only when neither name
 * nor value looks secret.
 */
export function diffDefinition(from: Definition, to: Definition): readonly string[] {
  const { containerDefinitions: before, ...taskBefore } = canonicalDefinition(from);
  const { containerDefinitions: after, ...taskAfter } = canonicalDefinition(to);
  const old = containersOf(before);
  const now = containersOf(after);
  return [
    ...diffMembers(taskBefore, taskAfter, 'task'),
    ...[...now].flatMap(([name, container]) => {
      const was = old.get(name);
      return was === undefined
        ? [`${name} added: image ${String(container.image)}`]
        : diffContainer(was, container, name);
    }),
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `${name} removed`),
  ];
}

const containersOf = (list: unknown): Map<string, Members> =>
  new Map(((list ?? []) as readonly Members[]).map((container) => [String(container.name), container]));

function diffContainer(from: Members, to: Members, name: string): readonly string[] {
  const { image, environment, secrets, ...rest } = to;
  const { image: oldImage, environment: oldEnvironment, secrets: oldSecrets, ...oldRest } = from;
  return [
    ...(image === oldImage ? [] : [`${name} image ${String(oldImage)} → ${String(image)}`]),
    ...diffNamed(oldEnvironment, environment, `${name} environment`, environmentChange),
    ...diffNamed(oldSecrets, secrets, `${name} secret`, () => 'reads another reference'),
    ...diffMembers(oldRest, rest, name),
  ];
}

function diffNamed(
  from: unknown,
  to: unknown,
  where: string,
  change: (name: string, before: Members | undefined, after: Members) => string,
): readonly string[] {
  const before = containersOf(from);
  const after = containersOf(to);
  return [
    ...[...after].flatMap(([name, entry]) => {
      const was = before.get(name);
      if (was === undefined) return [`${where} + ${name}`];
      return JSON.stringify(was) === JSON.stringify(entry) ? [] : [`${where} ${name} ${change(name, was, entry)}`];
    }),
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => `${where} - ${name}`),
  ];
}

const secretName = /pass|secret|token|key|cred|auth|private|salt|cert|dsn|connection|_url$|_uri$|^url$|^uri$/i;
/** User information in a URL, long random-looking words, keys in PEM form. */
const secretValue = /:\/\/[^/\s]*@|[A-Za-z0-9+/_-]{20,}|-----BEGIN/;

function environmentChange(name: string, before: Members | undefined, after: Members): string {
  const values = [String(before?.value ?? ''), String(after.value ?? '')];
  const hidden = secretName.test(name) || values.some((value) => secretValue.test(value));
  return hidden ? 'changed (values not shown)' : `${shown(values[0])} → ${shown(values[1])}`;
}

function diffMembers(from: Members, to: Members, where: string): readonly string[] {
  const members = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return members.flatMap((member) => {
    const [before, after] = [from[member], to[member]];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    if (isMembers(before) && isMembers(after)) return diffMembers(before, after, `${where} ${member}`);
    // Options of log drivers and volumes are places for tokens, too.
    const hidden = secretName.test(member);
    return [`${where} ${member} ${hidden ? 'changed (values not shown)' : `${shown(before)} → ${shown(after)}`}`];
  });
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  const clipped = text.length > 100 ? `${text.slice(0, 99)}…` : text;
  return clipped.replace(/[\r\n]+/g, ' ');
}
