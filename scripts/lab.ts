import { parseArgs } from 'node:util';
import { root } from './actions.ts';
import { bringUp } from './lab/bring-up.ts';
import { LabError } from './lab/lab-error.ts';
import { labEnvironment, readLab } from './lab/lab-file.ts';
import { stopPrograms, takeDown } from './lab/take-down.ts';
import { tellStatus } from './lab/tell-status.ts';

const USAGE = `npm run lab -- up | down | restart NAME… | status | env

The machine on which whole workflows run, for Debian as root: a Docker engine and buildx, ECR as a registry under its own
host name, AWS (local-aws with real containers, and MiniStack), PostgreSQL, GitHub's API and OIDC server, act, actionlint, zizmor.

  up      installs and starts what is missing (the first time a quarter of an hour, then seconds)
  down    ends all of it; tools stay in \${DEPLOY_ACTIONS_LAB_CACHE:-~/.cache/deploy-actions/lab}, the engine's images
          in /var/lib/deploy-actions-lab. With --all, the images go as well
  restart ends these and starts them again, for a changed local-aws or an empty one: aws, github, ministack, …
  status  what runs, and where; exit code 1 when something does not
  env     what a shell needs in order to use it: eval "$(npm run -s lab -- env)"`;

try {
  await run();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error([error.message, ...error.details.map((line) => `  ${line}`)].join('\n'));
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { all: { type: 'boolean' } } });
  const [command, ...names] = positionals;
  if (command !== 'restart' && names.length > 0) throw new LabError(`${command} takes no ${names.join(' ')}`, [USAGE]);
  switch (command) {
    case 'up':
      return up();
    case 'restart':
      await stopPrograms(root, names);
      return up();
    case 'down':
      if (!(await takeDown(root, { all: values.all ?? false }))) console.log('there is no lab');
      return;
    case 'status': {
      const { whole, lines } = tellStatus(root);
      for (const line of lines) console.log(line);
      process.exitCode = whole ? 0 : 1;
      return;
    }
    case 'env':
      return printEnvironment();
    default:
      console.error(USAGE);
      process.exitCode = 2;
  }
}

async function up(): Promise<void> {
  await bringUp(root, process.env);
  for (const line of tellStatus(root).lines.filter((one) => !one.startsWith('✓'))) console.log(line);
}

function printEnvironment(): void {
  const lab = readLab();
  if (lab === undefined) throw new LabError('there is no lab: npm run lab -- up');
  for (const [name, value] of Object.entries(labEnvironment(lab))) {
    console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
}
