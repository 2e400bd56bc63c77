import { spawn } from 'node:child_process';
import { root } from '../actions.ts';

export interface StepResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly tookMs: number;
}

/** Runs one check as a process of its own. Its output is shown as it comes (`live`), or only when it fails. */
export async function runStep(
  name: string,
  command: string,
  args: readonly string[],
  { live = false } = {},
): Promise<StepResult> {
  const started = Date.now();
  if (!live) console.log(`${name} …`);
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', live ? 'ignore' : 'pipe', live ? 'inherit' : 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on('error', reject).on('close', (code) => resolve(code ?? 1));
  const failed = (await promise) === 0 ? 0 : 1;
  if (failed > 0 && output !== '') console.log(output.trimEnd());
  return { name, passed: 1 - failed, failed, tookMs: Date.now() - started };
}
