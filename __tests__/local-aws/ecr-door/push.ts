import { createHash } from 'node:crypto';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { type Door, type DoorOptions, openDoor } from '../../../local-aws/ecr/door/open-door.ts';
import { createLocalAws, type LocalAws } from '../../../local-aws/index.ts';

export const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
export const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';

/** An ECR with its door open, and what a client does at it. Requests carry a token unless they say otherwise. */
export class DoorStage {
  readonly clock = new VirtualClock();
  readonly aws: LocalAws = createLocalAws({ clock: this.clock });
  door: Door | undefined;

  async open(options: Partial<DoorOptions> = {}): Promise<this> {
    this.door = await openDoor(this.aws.ecr, { port: 0, ...options });
    this.aws.ecr.createRepository('team/app');
    return this;
  }

  async close(): Promise<void> {
    await this.door?.close();
    await this.aws.close();
  }

  /** `password`: `null` for none. */
  ask(method: string, path: string, more: RequestInit & { password?: string | null } = {}): Promise<Response> {
    const { password = this.door?.pullFrom().password, headers, ...rest } = more;
    const auth =
      password === null ? {} : { authorization: `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}` };
    const url = path.startsWith('http') ? path : `${this.door?.url}${path}`;
    return fetch(url, {
      method,
      headers: { ...auth, ...(headers as Record<string, string>) },
      redirect: 'error',
      ...rest,
    });
  }

  /** HEAD, POST, PATCH in two pieces, PUT: a layer as docker sends it. Returns its digest. */
  async pushBlob(repository: string, content: string): Promise<string> {
    const digest = digestOf(content);
    const there = await this.ask('HEAD', `/v2/${repository}/blobs/${digest}`);
    if (there.status === 200) return digest;
    const begun = await this.ask('POST', `/v2/${repository}/blobs/uploads/`);
    if (begun.status !== 202) throw new Error(await begun.text());
    const half = Math.floor(content.length / 2);
    let location = begun.headers.get('location') ?? '';
    for (const piece of [content.slice(0, half), content.slice(half)]) {
      const sent = await this.ask('PATCH', location, { body: piece });
      location = sent.headers.get('location') ?? '';
    }
    const ended = await this.ask('PUT', `${location}${location.includes('?') ? '&' : '?'}digest=${digest}`);
    if (ended.status !== 201) throw new Error(await ended.text());
    return digest;
  }

  putManifest(repository: string, reference: string, manifest: string, type = manifestType): Promise<Response> {
    return this.ask('PUT', `/v2/${repository}/manifests/${reference}`, {
      body: manifest,
      headers: { 'content-type': type },
    });
  }

  /** A whole image. Returns its manifest. */
  async push(repository: string, tag: string, content = `layer of ${tag}`): Promise<string> {
    const config = await this.pushBlob(repository, `{"config":"${content}"}`);
    const layer = await this.pushBlob(repository, content);
    const manifest = manifestOf(config, layer, content.length);
    const answer = await this.putManifest(repository, tag, manifest);
    if (answer.status !== 201) throw new Error(await answer.text());
    return manifest;
  }

  /** An operation of ECR's API. */
  async api(operation: string, input: object): Promise<Record<string, unknown>> {
    const answer = await this.aws.handle({
      method: 'POST',
      path: '/',
      headers: {
        'x-amz-target': `AmazonEC2ContainerRegistry_V20150921.${operation}`,
        'content-type': 'application/x-amz-json-1.1',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AK/20260101/eu-central-1/ecr/aws4_request, SignedHeaders=host, Signature=x',
      },
      body: JSON.stringify(input),
    });
    return JSON.parse(answer.body) as Record<string, unknown>;
  }
}

export const manifestOf = (config: string, layer: string, size: number): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: 10, digest: config },
    layers: [{ mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', size, digest: layer }],
  });

/** The first error as docker shows it: `name unknown: The repository …`. */
export async function shown(answer: Response): Promise<string> {
  const { errors } = (await answer.json()) as { errors: { code: string; message: string }[] };
  return `${errors[0]?.code.toLowerCase().replaceAll('_', ' ')}: ${errors[0]?.message}`;
}
