import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Ecr } from '../ecr.ts';
import { issueToken, type Token } from '../issue-token.ts';
import type { ManifestKeeper } from '../registry.ts';
import { answerDoor, type DoorRooms } from './answer-door.ts';
import { keepLayers } from './keep-layers.ts';
import type { LayerStore } from './layer-store.ts';
import { proxyLayers } from './proxy-layers.ts';

export interface DoorOptions {
  /** Of 127.0.0.1; 0 for any free one. */
  readonly port: number;
  /** Files in PEM; with both of them the door speaks TLS. */
  readonly certificate?: string;
  readonly key?: string;
  /** A registry that keeps the layers, `http://127.0.0.1:5050`; else a folder does. */
  readonly backend?: string;
  readonly folder?: string;
  readonly createOnPush?: boolean;
}

/** Where an engine gets images of our registry, and how it proves itself. */
export interface PullFrom {
  /** What task definitions name: `111122223333.dkr.ecr.eu-central-1.amazonaws.com`. */
  readonly registry: string;
  /** Where the engine asks: the same, or `127.0.0.1:5443`, which it takes without a certificate. */
  readonly address: string;
  readonly username: string;
  readonly password: string;
}

export interface Door {
  /** `https://127.0.0.1:443` */
  readonly url: string;
  pullFrom(): PullFrom;
  close(): Promise<void>;
}

/** Opens ECR as a registry: what `docker login`, `push` and `pull` talk to. On 127.0.0.1 only. */
export async function openDoor(ecr: Ecr, options: DoorOptions): Promise<Door> {
  const { registry } = ecr;
  const layers = options.backend === undefined ? keepLayers(options.folder) : proxyLayers(options.backend);
  const rooms = { registry, layers, createOnPush: options.createOnPush ?? false };
  const { server, secure } = await listen(options, rooms).catch(async (error: unknown) => {
    await layers.close();
    throw error;
  });
  registry.keeper = keeperOf(layers);
  const { port } = server.address() as AddressInfo;
  const tokens = ownTokens(ecr);
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}`,
    pullFrom: () => ({
      registry: ecr.host,
      address: secure && port === 443 ? ecr.host : `127.0.0.1:${port}`,
      username: 'AWS',
      password: tokens(),
    }),
    async close() {
      delete registry.keeper;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await layers.close();
    },
  };
}

async function listen({ certificate, key, port }: DoorOptions, rooms: DoorRooms) {
  const secure = certificate !== undefined && key !== undefined;
  const server = secure
    ? createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) })
    : createServer();
  server.on('request', (request, response) => void answerDoor(rooms, request, response));
  // Layers of any size: a slow upload is no attack here.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, secure };
}

/** What the API does to manifests happens behind the door as well, a moment later. */
function keeperOf(layers: LayerStore): ManifestKeeper {
  const behind = (done: Promise<unknown>) =>
    void done.catch((error: unknown) => process.emitWarning(`the registry's layers: ${String(error)}`));
  return {
    stored: ({ name }, { digest, manifest, mediaType }) =>
      behind(layers.putManifest(name, { digest, text: manifest, mediaType })),
    dropped: ({ name }, { digest }) => behind(layers.dropManifest(name, digest)),
  };
}

/** A password that is good for another hour at least. */
function ownTokens({ registry }: Ecr): () => string {
  let token: Token | undefined;
  return () => {
    if (token === undefined || token.expiresAt < registry.world.clock.now() + 3_600_000) token = issueToken(registry);
    return token.password;
  };
}
