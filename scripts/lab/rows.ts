import { claimHostName } from './claim-host-name.ts';
import { clearGoCaches, goTools, installGoTool } from './install-go-tool.ts';
import { installPackages } from './install-packages.ts';
import { installPythonImage } from './install-python-image.ts';
import { installPythonTool, pythonTools } from './install-python-tool.ts';
import { linkNode } from './link-node.ts';
import { loadImages } from './load-images.ts';
import type { LabPlan } from './plan-lab.ts';
import { startBridge } from './start-bridge.ts';
import { startBuildkit } from './start-buildkit.ts';
import { startEngine } from './start-engine.ts';
import { startLocalAws } from './start-local-aws.ts';
import { startLocalGithub } from './start-local-github.ts';
import { startMinistack } from './start-ministack.ts';
import { startPostgres } from './start-postgres.ts';
import { startRegistry } from './start-registry.ts';
import type { Row } from './walk-rows.ts';

/** Everything that a lab is made of. A row stands after those that it names. */
export const rows: readonly Row<LabPlan>[] = [
  { name: 'node', run: linkNode },
  { name: 'packages', run: installPackages },
  { name: 'host name', after: ['packages'], run: claimHostName },
  { name: 'bridge', after: ['packages'], run: startBridge },

  { name: 'docker', run: (plan) => installGoTool(plan, goTools.docker) },
  { name: 'actionlint', run: (plan) => installGoTool(plan, goTools.actionlint) },
  { name: 'act', run: (plan) => installGoTool(plan, goTools.act) },
  { name: 'buildx', run: (plan) => installGoTool(plan, goTools.buildx) },
  { name: 'buildkit', run: (plan) => installGoTool(plan, goTools.buildkit) },
  { name: 'go caches', after: ['docker', 'actionlint', 'act', 'buildx', 'buildkit'], run: clearGoCaches },

  { name: 'zizmor', after: ['packages'], run: (plan) => installPythonTool(plan, pythonTools.zizmor) },
  { name: 'aws cli', after: ['packages'], run: (plan) => installPythonTool(plan, pythonTools.aws) },
  { name: 'ministack', after: ['packages'], run: (plan) => installPythonTool(plan, pythonTools.ministack) },
  { name: 'python image', after: ['packages'], run: installPythonImage },

  { name: 'layers', after: ['packages'], run: (plan) => startRegistry(plan, 'layers') },
  { name: 'hub', after: ['packages'], run: (plan) => startRegistry(plan, 'hub') },
  { name: 'postgres', after: ['bridge'], run: startPostgres },
  { name: 'engine', after: ['docker', 'bridge', 'hub'], run: startEngine },
  { name: 'builder', after: ['buildx', 'buildkit', 'engine', 'host name'], run: startBuildkit },
  { name: 'images', after: ['python image', 'engine', 'hub'], run: loadImages },
  { name: 'local-aws', after: ['engine', 'layers', 'host name'], run: startLocalAws },
  { name: 'MiniStack', after: ['ministack', 'engine'], run: startMinistack },
  { name: 'local-github', after: ['node'], run: startLocalGithub },
];
