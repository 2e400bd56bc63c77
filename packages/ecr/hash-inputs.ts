import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { arch } from 'node:os';
import { join, relative } from 'node:path';
import type { BuildOrder, BuildPolicy, Texts } from './build-order.ts';
import { type ContextEntry, listContext } from './list-context.ts';
import { type ContextLine, type Marked, markFiles, markValues } from './marks.ts';
import { isRemote } from './read-builds.ts';

/** The inputs of a build in one hash, and the beginnings of the hashes of its parts, which tell what is different. */
export interface InputsHash {
  /** 64 hexadecimal digits. */
  readonly hash: string;
  /** `{ context: '1f3a…', dockerfile: … }`, 12 digits each. */
  readonly parts: Texts;
  /** Of parts with names in them, what tells which of these is different. */
  readonly details: ReadonlyMap<string, Marked>;
}

/**
 * The hash of everything that decides what an image is: the files that the build can see (content and mode), the
 * Dockerfile, target, platforms, arguments, labels, other contexts, names of secrets, attestations, and base images
 * where `bases` are given (reference → digest). Values of secrets are left out: labels can be read by everyone who can
 * read the image.
 */
export async function hashInputs(order: BuildOrder, policy: BuildPolicy, bases: Texts = {}): Promise<InputsHash> {
  const context = await readFolder(order.context, order.file);
  const contexts = await hashContexts(order);
  const secrets = [...Object.keys(policy.secrets), ...policy.ssh.map((one) => `ssh:${one.split('=')[0]}`)];
  const parts: Record<string, string> = {
    context: hashLines(context),
    dockerfile: sha256(await readFile(order.file)),
    target: sha256(order.target ?? ''),
    platforms: sha256(list(order.platforms.length === 0 ? [`host:${arch()}`] : order.platforms)),
    'build-args': sha256(pairs(order.buildArgs)),
    'build-contexts': sha256(pairs(contexts)),
    labels: sha256(pairs(order.labels)),
    secrets: sha256(list(secrets)),
    attestations: sha256(`${policy.provenance} ${policy.sbom}`),
    ...(Object.keys(bases).length === 0 ? {} : { 'base images': sha256(pairs(bases)) }),
  };
  const dockerfile = relative(order.context, order.file).replaceAll('\\', '/');
  return {
    hash: sha256(pairs(parts)),
    parts: Object.fromEntries(Object.entries(parts).map(([name, hash]) => [name, hash.slice(0, 12)])),
    details: new Map([
      ['build-args', markValues(order.buildArgs)],
      ['build-contexts', markValues(contexts)],
      ['labels', markValues(order.labels)],
      ['secrets', markValues(Object.fromEntries(secrets.map((name) => [name, ''])))],
      ['base images', markValues(bases)],
      // It is a part of its own.
      ['context', markFiles(context.filter(({ path }) => path !== dockerfile))],
    ]),
  };
}

async function hashContexts({ buildContexts, file }: BuildOrder): Promise<Texts> {
  const entries = Object.entries(buildContexts).map(async ([name, value]) => [
    name,
    isRemote(value) ? value : hashLines(await readFolder(value, file)),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/** How many files are read at once. */
const width = 32;

async function readFolder(folder: string, dockerfile: string): Promise<readonly ContextLine[]> {
  const entries = await listContext(folder, dockerfile);
  const lines: ContextLine[] = [];
  for (let at = 0; at < entries.length; at += width) {
    const some = entries.slice(at, at + width);
    lines.push(
      ...(await Promise.all(some.map(async (entry) => ({ path: entry.path, line: await lineOf(folder, entry) })))),
    );
  }
  return lines;
}

const hashLines = (lines: readonly ContextLine[]): string => {
  const whole = createHash('sha256');
  for (const { line } of lines) whole.update(line);
  return whole.digest('hex');
};

/** JSON, so that no name can look like the end of an entry. */
const lineOf = async (folder: string, entry: ContextEntry): Promise<string> =>
  `${JSON.stringify([entry.path, entry.kind, entry.mode, await contentOf(join(folder, entry.path), entry.kind)])}\n`;

async function contentOf(path: string, kind: ContextEntry['kind']): Promise<string> {
  if (kind === 'folder') return '';
  if (kind === 'link') return readlink(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
const list = (words: readonly string[]): string => JSON.stringify(words.toSorted());
const pairs = (texts: Texts): string =>
  JSON.stringify(Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
