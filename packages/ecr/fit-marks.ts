import type { Marked, Marks } from './marks.ts';

/** As many marks as fit into `room` characters of JSON: folders are opened level by level, the rest stays one mark each. */
export function fitMarks(root: Marked, room: number): Marks {
  const open = new Set<Marked>();
  let left = room;
  for (let level = [root]; level.length > 0; level = level.filter((one) => open.has(one)).flatMap(insideOf)) {
    for (const one of level) {
      const size = sizeOf(one);
      if (one.inside === undefined || size > left) continue;
      open.add(one);
      left -= size;
    }
  }
  const written = (one: Marked): Marks =>
    open.has(one) ? Object.fromEntries([...(one.inside ?? [])].map(([name, next]) => [name, written(next)])) : one.mark;
  return written(root);
}

const insideOf = ({ inside }: Marked): Marked[] => [...(inside?.values() ?? [])];

/** `{"name":"1f3a",…}` */
const sizeOf = ({ inside }: Marked): number =>
  2 + [...(inside?.keys() ?? [])].reduce((sum, name) => sum + JSON.stringify(name).length + 8, 0);
