import { readFile } from 'node:fs/promises';
import type { BuildOrder, Texts } from './build-order.ts';
import type { Builder } from './choose-builder.ts';
import type { Docker } from './open-docker.ts';
import { baseImages } from './read-dockerfile.ts';

/** Milliseconds; what is not known then is not known. */
const patience = 15_000;

/** The digests of the base images of a build, by reference, as far as their registries say them. Never throws for those that do not. */
export async function resolveBases(order: BuildOrder, builder: Builder, docker: Docker): Promise<Texts> {
  if (builder.kind !== 'buildx') return {};
  const named = Object.keys(order.buildContexts);
  const bases = baseImages(await readFile(order.file, 'utf8'), order.buildArgs).filter((base) => !named.includes(base));
  const resolved = await Promise.all(bases.map(async (base) => [base, await digestOf(base, docker)] as const));
  return Object.fromEntries(resolved.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function digestOf(reference: string, docker: Docker): Promise<string | undefined> {
  const pinned = /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1];
  if (pinned !== undefined) return pinned;
  const end = await docker.run(['buildx', 'imagetools', 'inspect', '--format', '{{.Manifest.Digest}}', reference], {
    timeoutMs: patience,
  });
  return end.exitCode === 0 ? end.tail.find((line) => /^sha256:[0-9a-f]{64}$/.test(line)) : undefined;
}
