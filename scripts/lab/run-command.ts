import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { LabError } from './lab-error.ts';

export interface CommandOptions {
  /** Put over the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
  /** A file that gets everything the command prints. */
  readonly log?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Runs a command to its end and returns what it wrote to stdout, trimmed. Throws `LabError` with the last lines when it
 * ends with another code than 0, or cannot be started.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { env, log, input, ...rest } = options;
  const child = spawn(command, args, { ...rest, env: { ...process.env, ...env }, stdio: 'pipe' });
  let stdout = '';
  let all = '';
  const note = (text: string) => {
    all += text;
    if (log !== undefined) appendFileSync(log, text);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    note(text);
  });
  child.stderr.setEncoding('utf8').on('data', note);
  // A command that ends without reading says why by its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const line = `${command} ${args.join(' ')}`;
  child.on('error', (error) => reject(new LabError(`${command} cannot be started: ${error.message}`)));
  child.on('close', (code) => resolve(code));
  const code = await promise;
  if (code !== 0) {
    const said = line.length > 120 ? `${line.slice(0, 120)} …` : line;
    throw new LabError(`exit ${code ?? 'by a signal'}: ${said}`, lastLines(all));
  }
  return stdout.trim();
}

/** The last lines of a text that are not empty, each with its first 240 characters. */
export function lastLines(text: string, count = 12): readonly string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => (line.length > 240 ? `${line.slice(0, 240)} …` : line));
}
