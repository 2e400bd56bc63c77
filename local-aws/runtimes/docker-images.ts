import type { PullFrom } from '../ecr/door/open-door.ts';
import type { ContainerSpec } from '../runtime.ts';
import { stopped } from '../texts.ts';
import { type Engine, EngineError } from './docker-engine.ts';
import { readProgress } from './docker-progress.ts';

export interface FoundImage {
  /** The engine's own id, which names what is run beyond doubt. */
  readonly id: string;
  /** The manifest's digest where the engine knows one, else the id. */
  readonly digest: string;
}

interface Inspected {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
}

/** It cannot be had; `message` is the stopped reason of the task as AWS puts it. */
export class PullFailure extends Error {
  override name = 'PullFailure';
}

/**
 * The image of a container. One of our own registry is pulled each time, by digest, as Fargate does: what the registry
 * does not give any more cannot start. Any other is taken from this machine when it is here, else pulled.
 * Throws `PullFailure`.
 */
export async function findImage(engine: Engine, spec: ContainerSpec, from: PullFrom | undefined): Promise<FoundImage> {
  try {
    if (from !== undefined && spec.digest !== undefined && spec.image.startsWith(`${from.registry}/`)) {
      const name = `${from.address}${nameOf(spec.image).slice(from.registry.length)}`;
      await pull(engine, name, spec.digest, from);
      return found(await inspect(engine, `${name}@${spec.digest}`), spec.image, spec.digest);
    }
    const here = await inspect(engine, spec.image).catch((error: unknown) => {
      if (error instanceof EngineError && error.status === 404) return undefined;
      throw error;
    });
    if (here !== undefined) return found(here, spec.image, spec.digest);
    await pull(engine, nameOf(spec.image), referenceOf(spec.image));
    return found(await inspect(engine, spec.image), spec.image, spec.digest);
  } catch (error) {
    throw new PullFailure(reasonOf(spec.image, Error.isError(error) ? error.message : String(error)), { cause: error });
  }
}

const inspect = async (engine: Engine, reference: string) =>
  (await engine.ask('GET', `/images/${reference}/json`)) as Inspected;

async function pull(engine: Engine, name: string, reference: string, from?: PullFrom): Promise<void> {
  const query = new URLSearchParams({ fromImage: name, tag: reference });
  const options = from === undefined ? {} : { headers: { 'x-registry-auth': authOf(from) } };
  await readProgress(await engine.open('POST', `/images/create?${query}`, options));
}

/** In base64 for addresses, with its padding: without that an engine asks the registry as nobody, and does not say so. */
function authOf({ username, password, address }: PullFrom): string {
  const auth = JSON.stringify({ username, password, serveraddress: address });
  return Buffer.from(auth).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

function found({ Id, RepoDigests }: Inspected, image: string, wanted: string | undefined): FoundImage {
  const known = (RepoDigests ?? []).map((one) => {
    const at = one.lastIndexOf('@');
    return { name: one.slice(0, at), digest: one.slice(at + 1) };
  });
  const same =
    known.find(({ digest }) => digest === wanted) ?? known.find(({ name }) => name === nameOf(image)) ?? known[0];
  return { id: Id, digest: same?.digest ?? Id };
}

/** `host:5000/team/app` of `host:5000/team/app:v1@sha256:…`. */
const nameOf = (image: string): string => image.replace(/@.*$/, '').replace(/:[^:/]+$/, '');

/** Its digest, else its tag, else `latest`. */
const referenceOf = (image: string): string => /@(.+)$/.exec(image)?.[1] ?? /:([^:/]+)$/.exec(image)?.[1] ?? 'latest';

/** The engine's sentence in the words of Fargate, whose own are those of containerd. */
function reasonOf(image: string, message: string): string {
  if (/no matching manifest for/.test(message)) return stopped.platformMismatch;
  if (/manifest unknown|not found: manifest|No such image|name unknown/i.test(message)) {
    return stopped.imageNotFound(image);
  }
  if (/dial tcp|i\/o timeout|no such host|connection refused|x509|TLS|does not answer/.test(message)) {
    return stopped.pullUnreachable(image, message);
  }
  if (/^pull access denied|unauthorized|no basic auth|denied:/i.test(message)) {
    return stopped.pullRefused(
      image,
      `pull access denied, repository does not exist or may require authorization: server message: ${message}`,
    );
  }
  return stopped.pullRefused(image, message);
}
