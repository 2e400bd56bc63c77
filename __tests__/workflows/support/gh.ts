import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runWorkflow } from './act.ts';
import { exportDist } from './export-dist.ts';
import { needLab } from './need-lab.ts';
import { standIns } from './stand-ins.ts';
import type { Team } from './team.ts';

// A program named `gh`: as much of GitHub's as docs/getting-started.md uses, with repositories in the folder GH_FOLDER. A run
// that is watched is run then, by act. What it does not know fails.

const home = process.env.GH_FOLDER ?? '';
const variablesFile = join(home, 'variables.json');
const words = process.argv.slice(2);
const [command = '', ...rest] = words;
const say = (text: string) => process.stdout.write(`${text}\n`);

function git(...args: readonly string[]): void {
  const run = spawnSync('git', args, { stdio: 'inherit' });
  if (run.status !== 0) throw new Error(`git ${args.join(' ')} ended with ${run.status}`);
}

const variables = (): Record<string, string> =>
  existsSync(variablesFile) ? JSON.parse(readFileSync(variablesFile, 'utf8')) : {};

const programs: Readonly<Record<string, () => void | Promise<void>>> = {
  // gh repo create acme/bound --private --source . --push
  'repo create'() {
    const name = rest[1] ?? '';
    const bare = join(home, `${name}.git`);
    mkdirSync(dirname(bare), { recursive: true });
    git('init', '--quiet', '--bare', '--initial-branch', 'main', bare);
    git('remote', 'add', 'origin', `https://github.com/${name}.git`);
    git('push', '--quiet', '--set-upstream', 'origin', 'HEAD');
    say(`https://github.com/${name}`);
  },
  // gh api repos/acme/bound --jq EXPRESSION: the subject of the repository's jobs
  'api repos'() {
    const [owner, name] = (rest[0] ?? '').split('/').slice(1);
    say(`repo:${owner}@1/${name}@2`);
  },
  // gh variable set NAME --body VALUE
  'variable set'() {
    writeFileSync(variablesFile, JSON.stringify({ ...variables(), [rest[1] ?? '']: rest[3] ?? '' }));
  },
  // gh run list --workflow deploy.yml --limit 1 --json databaseId --jq '.[0].databaseId'
  'run list'() {
    const pushed = spawnSync('git', ['rev-parse', 'origin/main', 'HEAD'], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n');
    if (pushed[0] !== pushed[1]) throw new Error('HEAD was not pushed');
    const file = `.github/workflows/${rest[2]}`;
    if (!existsSync(file)) throw new Error(`there is no ${file}`);
    say(String(rest[2]).replace('.yml', ''));
  },
  // gh run watch --exit-status ID
  async 'run watch'() {
    const released = exportDist();
    const folder = process.cwd();
    const actions = { 'org/deploy-actions@v1': released, ...standIns(folder, released) };
    const team: Pick<Team, 'folder' | 'actions'> = { folder, actions };
    const run = await runWorkflow(needLab(), team as Team, rest.at(-1) ?? '', { event: 'push', vars: variables() });
    writeFileSync(join(home, 'run.json'), JSON.stringify(run));
    say(run.log);
    if (run.exitCode !== 0) say(`${JSON.stringify(run.jobs)}\n${run.raw.slice(-3_000)}`);
    process.exitCode = run.exitCode ?? 1;
  },
};

const program = programs[`${command} ${(rest[0] ?? '').split('/')[0]}`];
if (program === undefined) throw new Error(`this gh does not know: gh ${words.join(' ')}`);
await program();
