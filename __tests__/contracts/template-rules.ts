// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of GitHub's, as they stand in workflows
import { type Job, matches, ownAction, readWorkflow, type Step, type Workflow } from './template-workflow.ts';

/** What holds for every starter. */
export interface Rule {
  readonly name: string;
  /** What breaks it, a line each. */
  find(workflow: Workflow): readonly string[];
  /** A change of deploy.yml that it must catch. */
  readonly broken: readonly [from: string, to: string];
}

const steps = (workflow: Workflow): readonly (readonly [Job, Step])[] =>
  workflow.jobs.flatMap((job) => job.steps.map((step) => [job, step] as const));
const jobsThat = (workflow: Workflow, isWrong: (job: Job) => boolean): readonly string[] =>
  workflow.jobs.filter(isWrong).map(({ id }) => id);

/** Secrets among what is handed on would blank it. */
const travels = ['image-tag', 'digest', 'release-id', 'verdict', 'reason-code'];
const writes = ['id-token', 'deployments', 'security-events'];
const value =
  /^\$\{\{ (?:inputs\.[\w-]+ \|\| )?(?:vars\.[A-Z_]+(?: \|\| secrets\.[A-Z_]+)?(?: \|\| '[^']*')?|secrets\.[A-Z_]+) \}\}$/;
/** Read by the clients of AWS themselves. */
const ambient = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_ENDPOINT_URL'];

export const rules: readonly Rule[] = [
  {
    name: 'at the top, nothing is allowed',
    find: ({ permissions }) => (JSON.stringify(permissions) === '{}' ? [] : [JSON.stringify(permissions) ?? 'none']),
    broken: ['permissions: {}', 'permissions: write-all'],
  },
  {
    name: 'a job may write what it must, and names it',
    find: (workflow) =>
      jobsThat(
        workflow,
        ({ permissions = {} }) =>
          typeof permissions === 'string' ||
          Object.entries(permissions).some(([scope, level]) => level !== 'read' && !writes.includes(scope)),
      ),
    broken: ['      contents: read\n', '      contents: write\n'],
  },
  {
    name: 'a job that works as a role has an identity',
    find: (workflow) =>
      steps(workflow)
        .filter(([{ permissions }, step]) => {
          const identity = typeof permissions === 'object' && permissions['id-token'] === 'write';
          return step.with?.['role-to-assume'] !== undefined && !identity;
        })
        .map(([{ id }]) => id),
    broken: ['      id-token: write\n', ''],
  },
  {
    name: 'every job ends by itself',
    find: (workflow) => jobsThat(workflow, (job) => typeof job['timeout-minutes'] !== 'number'),
    broken: ['    timeout-minutes: 60\n', ''],
  },
  {
    name: 'who touches an environment queues, and cancels nobody',
    find: (workflow) =>
      jobsThat(
        workflow,
        ({ environment, concurrency }) => environment !== undefined && concurrency?.['cancel-in-progress'] !== false,
      ),
    broken: ['      cancel-in-progress: false\n', '      cancel-in-progress: true\n'],
  },
  {
    name: 'what others wrote is pinned by its commit, and says its version',
    find: ({ text }) =>
      matches(text, /^ +(?:- )?uses: (.*)$/gm).filter(
        (uses) =>
          !uses.startsWith('org/deploy-actions/') && !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses),
      ),
    broken: ['@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1', '@v7'],
  },
  {
    name: 'what is ours is v1',
    find: (workflow) =>
      steps(workflow)
        .filter(([, step]) => step.uses?.startsWith('org/') && ownAction(step) === undefined)
        .map(([, { uses = '' }]) => uses),
    broken: ['deploy-ecs@v1', 'deploy-ecs@main'],
  },
  {
    name: 'a checkout leaves no credentials behind',
    find: (workflow) =>
      steps(workflow)
        .filter(
          ([, step]) => step.uses?.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false,
        )
        .map(([{ id }]) => id),
    broken: ['persist-credentials: false', 'persist-credentials: true'],
  },
  {
    name: 'no expression is written into a script',
    find: (workflow) => steps(workflow).flatMap(([{ id }, { run = '' }]) => (run.includes('${{') ? [id] : [])),
    broken: ['    steps:\n', '    steps:\n      - run: echo "${{ inputs.skip-migrations }}"\n'],
  },
  {
    name: 'what travels between jobs is never a secret',
    find: ({ jobs }) =>
      jobs.flatMap(({ outputs = {} }) => Object.keys(outputs).filter((name) => !travels.includes(name))),
    broken: ['      image-tag: ${{ steps', '      image: ${{ steps'],
  },
  {
    name: 'a value of the team is a variable or a secret',
    find: ({ env }) => Object.keys(env).filter((name) => name !== 'UPLOAD' && !value.test(env[name] ?? '')),
    broken: ['${{ vars.ECS_CLUSTER || secrets.ECS_CLUSTER }}', 'production'],
  },
  {
    name: 'every value is used, and every value that is used is there',
    find: ({ env, text }) => {
      const used = matches(text, /\benv\.([A-Z_]+)/g);
      const unused = Object.keys(env).filter(
        (name) => !used.includes(name) && !ambient.includes(name) && !text.includes(`"$${name}"`),
      );
      return [...unused, ...used.filter((name) => !(name in env))];
    },
    broken: ['${{ env.ECS_SERVICE }}', '${{ env.ECS_SERVCE }}'],
  },
  {
    name: 'every input that is read is asked for, and the other way round',
    find: ({ inputs, text }) => {
      const read = matches(text.replaceAll(/^ *#.*$/gm, ''), /\binputs\.([\w-]+)/g);
      return [...read.filter((name) => !inputs.includes(name)), ...inputs.filter((name) => !read.includes(name))];
    },
    broken: ['${{ inputs.allow-older }}', '${{ inputs.allow-old }}'],
  },
  {
    name: 'a variable or a secret is read in an expression, so that a value can take its place',
    find: ({ text }) =>
      text.split('\n').filter((line) => {
        const code = line.replace(/(?:^| )#.*$/, '').replaceAll(/\$\{\{.*?\}\}/g, '');
        return /\b(?:vars|secrets)\.[A-Z]/.test(code);
      }),
    broken: ['    if: always()\n', "    if: vars.HEALTH_URL != ''\n"],
  },
];

/** What a rule finds in a text. */
export const broken = (rule: Rule, text: string): readonly string[] => rule.find(readWorkflow(text));
