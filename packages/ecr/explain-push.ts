import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { plain } from '#report/plain';
import { placeOf, type Repository } from './repository.ts';

/** What docker's words say about a command that failed. */
export type Trouble = 'build' | 'cache' | 'immutable' | 'refused' | 'connection';

const ofPush = /failed to push|error pushing|tag invalid|cannot be overwritten|image tag .* already exists/i;
const ofPull = /pull access denied|failed to resolve source|load metadata|failed to resolve reference/i;
const ofCache =
  /cache export|exporting cache|cache exporter|cache importer|importing cache|failed to (?:configure|solve.*) \w+ cache|error writing (?:layer|manifest) blob|buildcache/i;

/** Sorts the last words of docker: was it the build, the cache, or the registry, and may it go better the next time? */
export function troubleOf(lines: readonly string[]): Trouble {
  const named = lines.filter((line) => /^(?:#\d+ )?(?:ERROR|error)\b/.test(line) || ofPush.test(line));
  const said = (named.length > 0 ? named : lines.slice(-3)).join('\n');
  const last = named.at(-1) ?? lines.at(-1) ?? '';
  if (/tag invalid|cannot be overwritten|tag is immutable|ImageTagAlreadyExists/i.test(said)) return 'immutable';
  if (ofCache.test(last) && !/process ".*did not complete/.test(last)) return 'cache';
  if (ofPull.test(said)) return 'build';
  const pushes = ofPush.test(said);
  if (
    /\bdenied\b|no basic auth|authorization|unauthorized|403 Forbidden|401|name unknown|does not exist in the registry/i.test(
      last,
    )
  ) {
    return pushes || !/failed to solve|executor failed/.test(last) ? 'refused' : 'build';
  }
  if (!pushes) return 'build';
  return /\b5\d\d\b|reset|timeout|EOF|broken pipe|refused|no such host|toomanyrequests|429/i.test(said)
    ? 'connection'
    : 'refused';
}

/** The diagnosis of a push that the registry did not take: `push-denied`. */
export function explainPush(repository: Repository, lines: readonly string[]): Diagnosis {
  const said = lines.filter((line) => line.trim() !== '').slice(-5);
  const telling = (
    said.findLast((line) => /denied|unauthorized|failed|error|unknown/i.test(line)) ??
    said.at(-1) ??
    ''
  ).replace(/^(?:ERROR|error): /, '');
  return diagnosis('push-denied', {
    what: `${repository.uri} did not take the image: ${plain(telling, 300)}`,
    where: placeOf(repository),
    evidence: said,
    ...(/name unknown|does not exist/i.test(telling)
      ? {
          fix: `Make the repository: aws ecr create-repository --region ${repository.region} --repository-name ${repository.name}`,
        }
      : {}),
  });
}

/** A tag that may not move, `tag-immutable`. */
export const immutable = (repository: Repository, tag: string, why: string, evidence: readonly string[]) =>
  diagnosis('tag-immutable', {
    what: `${repository.name}:${tag} ${why}`,
    where: `${repository.name}:${tag}`,
    evidence,
  });
