import { execFileSync } from 'node:child_process';
import { type Lab, labEnvironment } from '../../../scripts/lab/lab-file.ts';

/** A container that the engine runs for a task. */
export interface EngineContainer {
  readonly id: string;
  /** The reference it was started by. */
  readonly image: string;
  /** Digests under which the engine knows that image, `sha256:…`. */
  readonly digests: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Runs the lab's docker client and returns what it prints. */
export function docker(lab: Lab, ...args: readonly string[]): string {
  return execFileSync('docker', args, {
    env: { ...process.env, ...labEnvironment(lab) },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }).trim();
}

/** The running containers that have these labels, read from the engine itself. */
export function runningContainers(lab: Lab, labels: Readonly<Record<string, string>>): readonly EngineContainer[] {
  const filters = Object.entries(labels).flatMap(([key, value]) => ['--filter', `label=${key}=${value}`]);
  const ids = docker(lab, 'ps', '--quiet', '--no-trunc', ...filters)
    .split('\n')
    .filter(Boolean);
  if (ids.length === 0) return [];
  const found: readonly { Id: string; Image: string; Config: { Image: string; Labels: Record<string, string> } }[] =
    JSON.parse(docker(lab, 'inspect', ...ids));
  return found.map(({ Id, Image, Config }) => {
    const [image]: readonly { RepoDigests?: readonly string[] }[] = JSON.parse(docker(lab, 'image', 'inspect', Image));
    const digests = (image?.RepoDigests ?? []).map((reference) => reference.split('@').at(-1) ?? '');
    return { id: Id, image: Config.Image, digests, labels: Config.Labels };
  });
}
