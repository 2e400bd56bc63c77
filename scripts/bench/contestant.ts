import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramEnd } from '../../__tests__/support/run-program.ts';
import { definition, type Shop } from '../../__tests__/support/shop.ts';
import type { Peer } from './stage-peers.ts';

/** What is seen of a run that has ended. */
type Shown = Pick<ProgramEnd, 'lines' | 'annotations' | 'outputs'>;
type Inputs = Readonly<Record<string, string>>;

/** How one tool is asked to do what is measured. */
export interface Contestant {
  readonly title: string;
  /** The folder of its bundles, `<folder>/<action>/index.js`. */
  readonly dist: string;
  readonly deploy: {
    readonly action: string;
    /** To deploy `tag` of `service` and to wait for it; `failFast`: by its own judgement, too. */
    inputs(shop: Shop, tag: string, failFast: boolean): Inputs;
  };
  readonly task: {
    readonly action: string;
    /** To run `migrate up` once, and to wait for its end. */
    inputs(shop: Shop): Inputs;
  };
  /** The line that tells a cause; `undefined`: any line that has the words of the far end counts. */
  readonly causeLine?: (code: string) => string;
  readonly saysExitCode: (end: Shown, code: number) => boolean;
}

const service = 'web';

/** Our own actions as they are used. */
export const ourselves = (dist: string): Contestant => ({
  title: 'deploy-actions',
  dist,
  deploy: {
    action: 'deploy-ecs',
    inputs: (shop, tag, failFast) => ({ service, image: shop.push(service, tag), 'fail-fast': String(failFast) }),
  },
  task: { action: 'run-migration-task', inputs: () => ({ service, command: 'migrate up' }) },
  causeLine: (code) => `✗ ${code}`,
  saysExitCode: (end, code) => end.outputs['exit-code'] === String(code),
});

/** Whether an action takes a task definition file and waits for the service, as the official one does. */
export const isLikeOfficial = ({ inputs }: Peer): boolean =>
  ['task-definition', 'cluster', 'service', 'wait-for-service-stability', 'run-task'].every((name) =>
    inputs.includes(name),
  );

/** An action with the inputs of the official one, `more` on top. `folder` is for its task definition files. */
export function likeOfficial(peer: Peer, dist: string, folder: string, more: Inputs = {}): Contestant {
  const written = (image: string): string => {
    const path = join(folder, `${randomUUID()}.json`);
    writeFileSync(path, JSON.stringify(definition(service, image)));
    return path;
  };
  const options = Object.entries(more).map(([name, value]) => `, ${name} ${value}`);
  return {
    title: `${peer.name}${peer.version === undefined ? '' : ` ${peer.version}`}${options.join('')}`,
    dist,
    deploy: {
      action: peer.name,
      inputs: (shop, tag) => ({
        'task-definition': written(shop.push(service, tag)),
        service,
        'wait-for-service-stability': 'true',
        ...more,
      }),
    },
    task: {
      action: peer.name,
      inputs: (shop) => ({
        'task-definition': written(shop.image(service, 'v1')),
        'run-task': 'true',
        'wait-for-task-stopped': 'true',
        'run-task-container-overrides': JSON.stringify([{ name: 'app', command: ['migrate', 'up'] }]),
        'run-task-subnets': 'subnet-1',
        'run-task-security-groups': 'sg-1',
        ...more,
      }),
    },
    saysExitCode: ({ lines, annotations }, code) => {
      const shown = [...lines, ...annotations.map(({ message }) => message)].join('\n');
      return new RegExp(`(?:exit|code)\\D{0,20}\\b${code}\\b`, 'i').test(shown);
    },
  };
}
