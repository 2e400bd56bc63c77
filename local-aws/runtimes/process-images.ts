import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** An application that stands for a container image: a folder on this machine and how it is started. */
export interface LocalImage {
  readonly directory: string;
  /** What runs when the task definition has no command of its own. `node` is the Node that runs local-aws. */
  readonly command: readonly string[];
  readonly entryPoint?: readonly string[];
  /** Environment of the image; the task definition's wins. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Images by reference, without the registry's host: `hello@sha256:…`, `hello:v1` or, for every tag, `hello`.
 * More may be added at any time: that is a push.
 */
export type LocalImages = Map<string, LocalImage>;

const containerJson = z.object({
  command: z.array(z.string()).min(1),
  entryPoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
});

/** The image of a folder with a `container.json` in it: `{"command": ["node", "server.js"], "environment": {…}}`. */
export function readImage(directory: string): LocalImage {
  const path = join(directory, 'container.json');
  if (!existsSync(path)) throw new Error(`${directory} is no local image: it has no container.json`);
  const read = containerJson.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!read.success) throw new Error(`${path}: ${read.error.issues.map((issue) => issue.message).join('; ')}`);
  const { command, entryPoint, environment } = read.data;
  return {
    directory,
    command,
    ...(entryPoint === undefined ? {} : { entryPoint }),
    ...(environment === undefined ? {} : { environment }),
  };
}

/** The image of a full reference, `host/hello:v1@sha256:…`: by digest first, then by tag, then by repository. */
export function findImage(images: LocalImages, reference: string): LocalImage | undefined {
  const path = reference.replace(/^[^/]+[.:][^/]*\//, '');
  const [named = '', digest] = path.split('@');
  const [repository = '', tag = 'latest'] = named.split(':');
  return (
    (digest === undefined ? undefined : images.get(`${repository}@${digest}`)) ??
    (digest === undefined || named.includes(':') ? images.get(`${repository}:${tag}`) : undefined) ??
    images.get(repository)
  );
}
