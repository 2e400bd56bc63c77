import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Asset {
  readonly source: string | Buffer;
}
interface Module {
  readonly resource?: string;
  readonly modules?: readonly Module[];
}
interface Built {
  readonly code: string;
  readonly assets: Readonly<Record<string, Asset>>;
  readonly stats: { readonly compilation: { readonly modules: Iterable<Module> } };
}
type Ncc = (entry: string, options: object) => Promise<Built>;

export interface Bundle {
  /** JavaScript by file name; `index.js` loads the others when they are needed. */
  readonly chunks: ReadonlyMap<string, string>;
  /** Paths of every source file that is in. */
  readonly sources: readonly string[];
}

/** Bundles everything behind `entry`; each dynamic import becomes a chunk of its own, shared by all programs. */
export async function bundlePrograms(entry: string): Promise<Bundle> {
  const ncc: Ncc = createRequire(import.meta.url)('@vercel/ncc');
  // Chunks are numbered by paths seen from here: they must not depend on where the checkout lies.
  const before = process.cwd();
  process.chdir(join(entry, '..'));
  // The bundler asks for the existence of things that are no paths; nobody here can mend that.
  process.noDeprecation = true;
  try {
    // CommonJS: node reads and links each chunk of ES modules for 1 ms and more at the start of every step.
    const { code, assets, stats } = await ncc(entry, { cache: false, esm: false, quiet: true });
    const chunks = new Map([['index.js', code]]);
    for (const [name, { source }] of Object.entries(assets)) {
      if (!name.endsWith('.js')) {
        if (name !== 'package.json') throw new Error(`${name} would be missing beside the bundle`);
        continue;
      }
      chunks.set(name, source.toString());
    }
    return { chunks, sources: [...new Set([...stats.compilation.modules].flatMap(resources))].sort() };
  } finally {
    process.chdir(before);
  }
}

const resources = (module: Module): string[] => [
  ...(module.resource === undefined ? [] : [module.resource]),
  ...(module.modules ?? []).flatMap(resources),
];
