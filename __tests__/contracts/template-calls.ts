import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { actionNames, compositeNames, loadSpec } from '../../scripts/actions.ts';
import { root } from './source-files.ts';
import { type Job, matches, ownAction, type Workflow } from './template-workflow.ts';

/** An action as its callers see it. */
export interface Callable {
  readonly inputs: readonly string[];
  readonly required: readonly string[];
  readonly outputs: readonly string[];
}

interface ActionFile {
  readonly inputs?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** All actions of ours, by name. */
export async function callables(): Promise<ReadonlyMap<string, Callable>> {
  const programs = await Promise.all(
    actionNames().map(async (name) => [name, asCallable(await loadSpec(name))] as const),
  );
  const composites = compositeNames().map((name) => {
    const file: ActionFile = parse(readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8'));
    return [name, asCallable(file)] as const;
  });
  return new Map([...programs, ...composites]);
}

const asCallable = ({ inputs = {}, outputs = {} }: ActionFile): Callable => ({
  inputs: Object.keys(inputs),
  required: Object.keys(inputs).filter((name) => inputs[name]?.required),
  outputs: Object.keys(outputs),
});

/** What is wrong with the calls of our actions in a workflow, and with what is read of their outputs. */
export function wrongCalls(workflow: Workflow, actions: ReadonlyMap<string, Callable>): readonly string[] {
  return workflow.jobs.flatMap((job) => [
    ...job.steps.flatMap((step) => {
      const name = ownAction(step);
      if (name === undefined) return [];
      const action = actions.get(name);
      if (action === undefined) return [`there is no action ${name}`];
      const given = Object.keys(step.with ?? {});
      return [
        ...given.filter((input) => !action.inputs.includes(input)).map((input) => `${name} has no input ${input}`),
        ...action.required.filter((input) => !given.includes(input)).map((input) => `${name} needs ${input}`),
      ];
    }),
    ...wrongReads(job, workflow, actions),
  ]);
}

function wrongReads(job: Job, { jobs }: Workflow, actions: ReadonlyMap<string, Callable>): readonly string[] {
  const text = JSON.stringify(job);
  const ofSteps = matches(text, /\b(steps\.[\w-]+\.outputs\.[\w-]+)/g).filter((read) => {
    const [, id, , output = ''] = read.split('.');
    const step = job.steps.find((one) => one.id === id);
    const name = step && ownAction(step);
    return name === undefined || !actions.get(name)?.outputs.includes(output);
  });
  const ofJobs = matches(text, /\b(needs\.[\w-]+\.outputs\.[\w-]+)/g).filter((read) => {
    const [, id = '', , output = ''] = read.split('.');
    return !job.needs.includes(id) || jobs.find((one) => one.id === id)?.outputs?.[output] === undefined;
  });
  const ofResults = matches(text, /\bneeds\.([\w-]+)\.result\b/g).filter((id) => !job.needs.includes(id));
  return [...ofSteps, ...ofJobs, ...ofResults].map((read) => `${job.id} reads ${read}, which is not there`);
}
