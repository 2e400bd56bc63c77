import { readLab } from './lab-file.ts';
import { logOf, pidFileOf, readPlan } from './plan-lab.ts';
import { readProcessFile } from './process-file.ts';
import { programs } from './take-down.ts';

/** How this checkout's lab is, in lines; `whole` says that all of it runs. */
export function tellStatus(root: string): { readonly whole: boolean; readonly lines: readonly string[] } {
  const plan = readPlan(root);
  if (plan === undefined) return { whole: false, lines: ['no lab: npm run lab -- up'] };
  const found = programs.map((name) => ({ name, pid: readProcessFile(pidFileOf(plan, name))?.pid }));
  const lines = found.map(({ name, pid }) =>
    pid === undefined
      ? `✗ ${name.padEnd(12)}  does not run  ${logOf(plan, name)}`
      : `✓ ${name.padEnd(12)}  process ${pid}`,
  );
  const lab = readLab(plan.folder);
  if (lab === undefined) return { whole: false, lines: [...lines, 'The last up was not complete: npm run lab -- up'] };
  const { aws, ministack, postgres, github, docker } = lab;
  return {
    whole: found.every(({ pid }) => pid !== undefined),
    lines: [
      ...lines,
      `AWS         ${aws.endpoint}  controls ${aws.controls}`,
      `ECR         ${aws.registry}`,
      `MiniStack   ${ministack.endpoint}`,
      `PostgreSQL  ${postgres.fromHost}  from containers ${postgres.fromContainers}`,
      `GitHub      ${github.api}`,
      `Docker      ${docker.host}  builder ${docker.builder}`,
    ],
  };
}
