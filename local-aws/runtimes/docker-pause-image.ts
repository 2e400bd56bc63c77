import type { Engine } from './docker-engine.ts';
import { readProgress } from './docker-progress.ts';

/** Programs of 20 bytes that wait for ever: the system call `pause` (x86-64) or `ppoll` without an end (arm64). */
const programs: Readonly<Record<string, { readonly machine: number; readonly code: string }>> = {
  amd64: { machine: 0x3e, code: 'b8220000000f05ebf7' },
  arm64: { machine: 0xb7, code: '280980d2000080d2010080d2020080d2030080d2010000d4faffff17' },
};

/**
 * An image whose only program waits: the container that holds the network of a task, as the one that the ECS agent
 * starts. It is put together here, because nothing can be downloaded everywhere. Returns its name.
 */
export async function makePauseImage(engine: Engine): Promise<string> {
  const { Arch } = (await engine.ask('GET', '/version')) as { readonly Arch: string };
  const program = programs[Arch];
  if (program === undefined) throw new Error(`the docker runtime runs on amd64 and arm64, not on ${Arch}`);
  const name = `local-aws/pause:${Arch}-1`;
  const there = await engine.ask('GET', `/images/${name}/json`).catch(() => undefined);
  if (there !== undefined) return name;
  const body = tarOf('pause', elfOf(program));
  const [repo = '', tag = ''] = name.split(':');
  const made = await engine.open('POST', `/images/create?fromSrc=-&repo=${repo}&tag=${tag}`, { body });
  await readProgress(made);
  return name;
}

/** A program without sections: one header, one segment, the code. */
function elfOf({ machine, code }: { readonly machine: number; readonly code: string }): Buffer {
  const text = Buffer.from(code, 'hex');
  const headers = Buffer.alloc(120);
  headers.write('7f454c46020101', 'hex');
  headers.writeUInt16LE(2, 16);
  headers.writeUInt16LE(machine, 18);
  headers.writeUInt32LE(1, 20);
  headers.writeBigUInt64LE(0x400078n, 24);
  headers.writeBigUInt64LE(64n, 32);
  headers.writeUInt16LE(64, 52);
  headers.writeUInt16LE(56, 54);
  headers.writeUInt16LE(1, 56);
  headers.writeUInt32LE(1, 64);
  headers.writeUInt32LE(5, 68);
  headers.writeBigUInt64LE(0x400000n, 80);
  headers.writeBigUInt64LE(0x400000n, 88);
  const size = BigInt(headers.length + text.length);
  headers.writeBigUInt64LE(size, 96);
  headers.writeBigUInt64LE(size, 104);
  headers.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([headers, text]);
}

/** An archive with one file in it that may be run. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000755\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  content.copy(padded);
  return Buffer.concat([header, padded, Buffer.alloc(1024)]);
}
