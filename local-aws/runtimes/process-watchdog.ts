/**
 * A program of its own: ends every process group it was told of when the program that started it is gone, however that
 * one ended. It reads lines, `+1234` (a group began) and `-1234` (it is over), and acts at the end of its input.
 */
import { createInterface } from 'node:readline';
import { killGroup } from './process-group.ts';

const groups = new Set<number>();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const group = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(group);
  else groups.delete(group);
});
lines.on('close', () => {
  for (const group of groups) killGroup(group);
});
