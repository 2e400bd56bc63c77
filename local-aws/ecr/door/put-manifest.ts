import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsFault } from '../../service.ts';
import { digestOf, storeImage } from '../put-image.ts';
import type { Registry, Repository } from '../registry.ts';
import type { LayerStore } from './layer-store.ts';
import { doorOf } from './proxy-layers.ts';
import { refuse } from './refuse.ts';

/** ECR's quota for a manifest. https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html (unverified) */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * A pushed manifest becomes an image of ECR, by ECR's rules. The same manifest again is no error for docker, other
 * than for PutImage.
 */
export async function putManifest(
  registry: Registry,
  repository: Repository,
  layers: LayerStore,
  reference: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readUpTo(request, MOST_BYTES);
  if (text === undefined) {
    return refuse(response, { status: 413, code: 'MANIFEST_INVALID', message: 'the manifest is too large' });
  }
  const digest = digestOf(text);
  const byDigest = reference.startsWith('sha256:');
  if (byDigest && reference !== digest) {
    const message = `provided digest did not match uploaded content: ${digest}`;
    return refuse(response, { status: 400, code: 'DIGEST_INVALID', message });
  }
  const mediaType = request.headers['content-type'] ?? 'application/vnd.docker.distribution.manifest.v2+json';
  const input = {
    imageManifest: text,
    imageManifestMediaType: mediaType,
    ...(byDigest ? {} : { imageTag: reference }),
  };
  const problem = isJson(text) ? await layers.putManifest(repository.name, { digest, text, mediaType }) : undefined;
  if (problem !== undefined) return refuse(response, problem);
  try {
    storeImage(registry, repository, input);
  } catch (error) {
    if (!(error instanceof AwsFault && error.code === 'ImageAlreadyExistsException')) throw error;
  }
  response.writeHead(201, {
    location: `${doorOf(request)}/v2/${repository.name}/manifests/${digest}`,
    'docker-content-digest': digest,
    'content-length': 0,
  });
  response.end();
}

async function readUpTo(request: IncomingMessage, most: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
  }
  return size > most ? undefined : Buffer.concat(chunks).toString();
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
