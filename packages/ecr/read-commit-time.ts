import { runProcess } from '#base/run-process';
import type { Host } from '#report/host';

/**
 * When a commit was made, in seconds since the epoch, as git in the checkout says; `undefined` when there is no git, no
 * checkout or no such commit in it.
 */
export async function readCommitTime(
  commit: string | undefined,
  folder: string,
  { env, signal }: Pick<Host, 'env' | 'signal'>,
): Promise<number | undefined> {
  if (commit === undefined || !/^[0-9a-f]{7,64}$/.test(commit)) return undefined;
  try {
    const end = await runProcess({
      // A checkout that belongs to another user, as in a container, is none of git's business here: it is only read.
      argv: ['git', '-c', 'safe.directory=*', '-C', folder, 'show', '--no-patch', '--format=%ct', commit],
      env: { PATH: env.PATH, HOME: env.HOME },
      timeoutMs: 10_000,
      signal,
    });
    const [line = ''] = end.tail;
    return end.exitCode === 0 && /^\d+$/.test(line) ? Number(line) : undefined;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
