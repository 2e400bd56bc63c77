import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../../scripts/actions.ts';
import { exportDist } from './export-dist.ts';
import { standIns } from './stand-ins.ts';

/** A team's repository on this machine, as GitHub's checkout would have it. */
export interface Team {
  readonly folder: string;
  /** What `uses:` resolves to: `org/deploy-actions@v1` → folder. */
  readonly actions: Readonly<Record<string, string>>;
  /** Commits everything there is and returns the commit's SHA. */
  commit(message: string): string;
  write(path: string, text: string): void;
  read(path: string): string;
  /** Changes a file by replacing a text that must be there. */
  replace(path: string, from: string, to: string): void;
  remove(): void;
}

/** Copies an example (or starts an empty repository) into a folder of its own with a first commit. */
export function createTeam(example?: string): Team {
  const folder = mkdtempSync(join(tmpdir(), 'team-'));
  if (example !== undefined) cpSync(join(root, 'examples', example), folder, { recursive: true });
  const git = (...args: string[]): string => {
    const run = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
    return run.stdout.trim();
  };
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'octo');
  git('config', 'user.email', 'octo@example.com');
  git('remote', 'add', 'origin', 'https://github.com/acme/app.git');
  const path = (name: string) => join(folder, name);
  const team: Team = {
    folder,
    get actions() {
      const released = exportDist();
      return { 'org/deploy-actions@v1': released, ...standIns(folder, released) };
    },
    commit(message) {
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    read: (name) => readFileSync(path(name), 'utf8'),
    write(name, text) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
    replace(name, from, to) {
      const text = team.read(name);
      if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`);
      team.write(name, text.replace(from, to));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  team.commit('The first commit');
  return team;
}
