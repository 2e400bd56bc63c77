import { parseArgs } from 'node:util';
import { CopyProblems } from './copy-workflow/copy-problems.ts';
import { copyWorkflows } from './copy-workflow/copy-workflows.ts';
import { starterNames } from './starters.ts';

// Copies starter workflows into a repository, with its values filled in.

const usage = `npm run copy-workflow -- NAME… --to FOLDER [options]
  NAME                 ${starterNames().join(', ')}
  --to FOLDER          a git repository; the workflows go to its .github/workflows
  --set NAME=value     writes a value into the workflow instead of reading the variable NAME; NAME=@file takes a file's text
  --ref v1.2.0         the release of our actions, or the commit of one; default v1
  --branch NAME        the branch that deploys; default: the default branch of the repository
  --dry-run            shows what would change, writes nothing
  --force              replaces workflows that were changed`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    ref: { type: 'string', default: 'v1' },
    branch: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    force: { type: 'boolean', default: false },
  },
});
const { to, set, ref, branch, force } = values;

if (positionals.length === 0 || to === undefined) {
  console.log(usage);
  process.exitCode = 1;
} else {
  // npm starts scripts in the folder of this project; paths are meant from where the user stands.
  process.chdir(process.env.INIT_CWD ?? '.');
  try {
    const order = { names: positionals, to, set, ref, dryRun: values['dry-run'], force };
    console.log(copyWorkflows(branch === undefined ? order : { ...order, branch }).join('\n'));
  } catch (error) {
    if (!(error instanceof CopyProblems)) throw error;
    console.log(error.message);
    process.exitCode = 1;
  }
}
