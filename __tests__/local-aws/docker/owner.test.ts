import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { expect, test } from '@jest/globals';
import { isAlive, nameOf, ownOwner } from '../../../local-aws/runtimes/docker-owner.ts';

test('this process is alive, and its containers bear its number', () => {
  expect(isAlive(ownOwner())).toBe(true);
  expect(nameOf(ownOwner(), '0123456789abcdef0123456789abcdef')).toBe(`local-aws-${process.pid}-0123456789ab`);
});

test('a process that has ended is not', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(isAlive(`${hostname()}/${child.pid}/1`)).toBe(false);
});

test('nor is one whose number another process has now', () => {
  expect(isAlive(`${hostname()}/${process.pid}/1`)).toBe(process.platform !== 'linux');
});

test('that of another machine is left alone', () => {
  expect(isAlive('elsewhere/1/1')).toBe(true);
});
