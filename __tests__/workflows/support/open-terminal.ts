import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A shell that somebody types into: what a block sets, and where it goes, the next one finds. */
export interface Terminal {
  /** Runs a block to its end and returns what it printed. Throws with that when a command fails. */
  run(script: string): string;
}

/** Opens a terminal in `folder`, which is made; what it remembers is kept beside, in `<folder>.state`. */
export function openTerminal(folder: string, env: Readonly<Record<string, string | undefined>>): Terminal {
  const state = `${folder}.state`;
  mkdirSync(folder, { recursive: true });
  mkdirSync(state, { recursive: true });
  const [remembered, typed] = [join(state, 'remembered.sh'), join(state, 'typed.sh')];
  writeFileSync(remembered, `cd '${folder}'\n`);
  return {
    run(script) {
      writeFileSync(typed, script);
      const steps = [
        'set -euo pipefail',
        `. '${remembered}'`,
        'set -a',
        `. '${typed}'`,
        'set +a',
        `{ export -p; echo "cd '$PWD'"; } > '${remembered}'`,
      ];
      const shell = spawnSync('bash', ['-c', steps.join('\n')], {
        env,
        encoding: 'utf8',
        timeout: 400_000,
        maxBuffer: 64 * 1024 * 1024,
      });
      const said = `${shell.stdout}${shell.stderr}`;
      if (shell.status !== 0)
        throw new Error(`exit ${shell.status ?? shell.signal} of:\n${script}\n\n${said.slice(-8_000)}`);
      return shell.stdout;
    },
  };
}
