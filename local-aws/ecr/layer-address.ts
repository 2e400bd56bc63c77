import { AwsFault } from '../service.ts';
import type { Registry } from './registry.ts';
import { layerMissing } from './texts.ts';

export interface LayerInput {
  readonly repositoryName: string;
  readonly registryId?: string;
  readonly layerDigest: string;
}

/** The address in S3 of a layer, or of a configuration, which ECR keeps as one. Only of what was really kept. */
export function getDownloadUrlForLayer(registry: Registry, input: LayerInput) {
  const { name } = registry.need(input.repositoryName, input.registryId);
  const { layerDigest } = input;
  if (!registry.blobs.has(layerDigest)) {
    throw new AwsFault('LayersNotFoundException', layerMissing(layerDigest, name, registry.world.account));
  }
  return { downloadUrl: addressOf(registry, name, layerDigest), layerDigest };
}

/** What stands at such an address. */
export function blobAt(registry: Registry, url: string): string | undefined {
  return [...registry.blobs].find(([digest]) => URL.parse(url)?.pathname.endsWith(`/${digest}`))?.[1];
}

function addressOf({ world: { account, region } }: Registry, repository: string, digest: string): string {
  const host = `prod-${region}-starport-layer-bucket.s3.${region}.amazonaws.com`;
  return `https://${host}/${account}/${repository}/${digest}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600`;
}
