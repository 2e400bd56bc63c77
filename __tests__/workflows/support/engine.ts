import { execFileSync } from 'node:child_process';
import { type Lab, labEnvironment } from '../../../scripts/lab/lab-file.ts';

/** Runs the lab's docker client and returns what it prints. */
export function docker(lab: Lab, ...args: readonly string[]): string {
  return execFileSync('docker', args, {
    env: { ...process.env, ...labEnvironment(lab) },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }).trim();
}

/** Digests under which the engine knows the images that its containers run of a repository, each once. */
export function runningDigests(lab: Lab, repository: string): readonly string[] {
  const references = knownReferences(lab);
  return references.flatMap((reference) =>
    reference.includes(`/${repository}@`) ? (reference.split('@')[1] ?? []) : [],
  );
}

/** Of all images that run. Containers of other tests come and go between two questions: then it is asked again. */
function knownReferences(lab: Lab, attempts = 10): readonly string[] {
  const containers = docker(lab, 'ps', '--quiet', '--no-trunc').split('\n').filter(Boolean);
  if (containers.length === 0) return [];
  try {
    const images = new Set(docker(lab, 'inspect', '--format', '{{.Image}}', ...containers).split('\n'));
    const known: readonly { readonly RepoDigests?: readonly string[] }[] = JSON.parse(
      docker(lab, 'image', 'inspect', ...images),
    );
    return known.flatMap(({ RepoDigests = [] }) => RepoDigests);
  } catch (error) {
    if (attempts === 0 || !/No such (object|image|container)/.test(String(error))) throw error;
    return knownReferences(lab, attempts - 1);
  }
}
