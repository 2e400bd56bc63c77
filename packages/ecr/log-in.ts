import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Docker } from './open-docker.ts';
import type { Repository } from './repository.ts';

/** Milliseconds; a registry answers a login at once. */
const patience = 60_000;

/**
 * Logs docker in to every registry of these repositories, once each, in the run's own configuration. The password goes
 * through stdin, never over a command line. Throws `registry-login-failed`.
 */
export async function logIn(docker: Docker, repositories: Iterable<Repository>): Promise<void> {
  const passwords = new Map([...repositories].map(({ host, password }) => [host, password]));
  await docker.keepOwn([...passwords.keys()]);
  // One after another: each login writes the same file.
  for (const [host, password] of passwords) {
    const end = await docker.run(['login', '--username', 'AWS', '--password-stdin', host], {
      input: password,
      timeoutMs: patience,
    });
    if (end.exitCode !== 0) throw refused(host, end.timedOut ? ['no answer within 60 s'] : end.tail);
  }
}

function refused(host: string, said: readonly string[]): Failure {
  const evidence = said.filter((line) => line.trim() !== '' && !/^WARNING!|^Configure a credential|^https:/.test(line));
  const away = evidence.some((line) => /no such host|timeout|refused|no answer|unreachable|x509/i.test(line));
  return new Failure(
    diagnosis('registry-login-failed', {
      what: away ? `docker cannot reach the registry ${host}` : `the registry ${host} refused the login of docker`,
      where: host,
      evidence: evidence.slice(-5),
      ...(away
        ? {
            fix: `Let this runner reach ${host} on port 443 (in a VPC without internet: the endpoints ecr.api, ecr.dkr and S3).`,
          }
        : {}),
    }),
  );
}
