import { join } from 'node:path';
import { installTool } from './install-tool.ts';
import { type LabPlan, logOf } from './plan-lab.ts';
import { runCommand } from './run-command.ts';

export interface PythonTool {
  readonly name: string;
  readonly version: string;
  /** What pip installs. */
  readonly requirements: readonly string[];
  readonly programs: readonly string[];
}

export const pythonTools = {
  zizmor: { name: 'zizmor', version: '1.32.0', requirements: ['zizmor==1.32.0'], programs: ['zizmor'] },
  // PyPI has version 1 only; what the project's pages tell people to type is the same in both.
  aws: { name: 'aws-cli', version: '1.46.3', requirements: ['awscli==1.46.3'], programs: ['aws'] },
  ministack: {
    name: 'ministack',
    version: '1.5.33',
    requirements: ['ministack==1.5.33', 'docker==7.2.0'],
    programs: ['ministack'],
  },
} as const satisfies Readonly<Record<string, PythonTool>>;

/** A Python program with an environment of its own, by Debian's Python. */
export async function installPythonTool(plan: LabPlan, tool: PythonTool): Promise<string> {
  const { name, version, requirements, programs } = tool;
  const log = logOf(plan, name);
  const did = await installTool(plan, {
    folder: `${name}-${version}`,
    programs: programs.map((program) => `bin/${program}`),
    make: async (folder) => {
      await runCommand('/usr/bin/python3', ['-m', 'venv', folder], { log });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements];
      await runCommand(join(folder, 'bin', 'python'), pip, { log });
    },
  });
  return `${version} ${did}`;
}
