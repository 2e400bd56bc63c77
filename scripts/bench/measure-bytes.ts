import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure } from './measure.ts';

/** JavaScript of all actions together, in bytes. */
export function measureBytes(dist: string): readonly Measure[] {
  const bytes = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .reduce((sum, path) => sum + statSync(join(dist, path)).size, 0);
  return [
    {
      id: 'bytes',
      what: 'JavaScript of all actions together',
      unit: 'bytes',
      values: [bytes],
      bar: { worst: 3_000_000 },
    },
  ];
}
