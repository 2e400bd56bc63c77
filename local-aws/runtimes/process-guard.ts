import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { killGroup } from './process-group.ts';

/** Knows every process group that is alive, and has a second program watch over them in case this one dies. */
export class ProcessGuard {
  readonly #groups = new Set<number>();
  #watchdog: ChildProcess | undefined;

  /** Guards a process group. Returns what to call when it has ended. */
  add(pid: number): () => void {
    this.#groups.add(pid);
    this.#tell(`+${pid}`);
    return () => {
      if (this.#groups.delete(pid)) this.#tell(`-${pid}`);
    };
  }

  /** Ends every group at once, and the watching program. */
  close(): void {
    for (const pid of this.#groups) killGroup(pid);
    this.#groups.clear();
    this.#watchdog?.stdin?.end();
    this.#watchdog = undefined;
  }

  #tell(line: string): void {
    this.#watchdog ??= startWatchdog();
    this.#watchdog.stdin?.write(`${line}\n`);
  }
}

function startWatchdog(): ChildProcess {
  const program = fileURLToPath(new URL('./process-watchdog.ts', import.meta.url));
  // Detached: an interrupt from the terminal must not end it before it has done its work.
  const watchdog = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  // Without the watchdog containers still end with their runtime; only a killed parent would leave them behind.
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  return watchdog;
}
