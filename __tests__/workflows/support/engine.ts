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

/** References of the images that containers run of a repository, each once, as the engine itself tells them. */
export function runningImages(lab: Lab, repository: string): readonly string[] {
  const images = docker(lab, 'ps', '--no-trunc', '--format', '{{.Image}}').split('\n');
  return [...new Set(images.filter((image) => image.includes(`/${repository}@`) || image.includes(`/${repository}:`)))];
}
