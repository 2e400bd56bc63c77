import { fileURLToPath } from 'node:url';

/**
 * Where programs that tests start from their sources keep what Node has compiled of them, as `NODE_COMPILE_CACHE`: they start
 * in less than half the time. Bundles do not get it: they start as they do on a runner.
 */
export const compileCache = fileURLToPath(new URL('../../.build/compile-cache', import.meta.url));
