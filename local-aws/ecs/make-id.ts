import type { World } from '../world.ts';

const pick = (world: World, length: number, alphabet: string): string => {
  let id = '';
  for (let i = 0; i < length; i++) id += alphabet[Math.floor(world.random() * alphabet.length)];
  return id;
};

/** 32 hexadecimal digits: tasks, containers, attachments. */
export const makeHex = (world: World, length = 32): string => pick(world, length, '0123456789abcdef');

/** 19 digits, the first not 0: deployments and the revisions of the same digits. */
export const makeDigits = (world: World): string => pick(world, 1, '123456789') + pick(world, 18, '0123456789');

/** 21 characters of a URL: service deployments. */
export const makeUrlId = (world: World): string =>
  pick(world, 21, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-');

export const makeUuid = (world: World): string => [8, 4, 4, 4, 12].map((length) => makeHex(world, length)).join('-');
