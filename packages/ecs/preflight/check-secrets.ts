import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { askJsonOnce } from './ask-once.ts';
import { type Finding, findings, skipped } from './finding.ts';
import { type NamedSecret, namedSecrets } from './named-secrets.ts';
import { readParameters } from './read-parameters.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('secrets');

/** Every secret and parameter that a container names exists. Their values are never read. */
export const checkSecrets: PreflightCheck = async ({ aws, definition, live }) => {
  const account = live.facts.clusterArn.split(':')[4] ?? '';
  const named = namedSecrets(definition);
  const ownNames = named.flatMap((one) => namesOf(one, account));
  return Promise.all(
    named.map(async ({ where, kind, from }) => {
      try {
        if (kind === 'secret') return await checkSecret(aws, where, from);
        const region = regionOf(from, aws);
        const asked = ownNames.filter((one) => regionOf(one.from, aws) === region).flatMap(({ names }) => names);
        const names = namesOf({ where, kind, from }, account)[0]?.names ?? [];
        if (names.length === 0) return skip(where, `not looked at: ${nameOf(from)} is not the account's own`);
        const there = await readParameters(aws, region, asked);
        if (names.some((name) => there.has(name))) return ok(where, `${nameOf(from)} exists`);
        return unreadable(where, `there is no parameter ${nameOf(from)}`, from);
      } catch (error) {
        return skipped('secrets', where, error);
      }
    }),
  );
};

/**
 * The names that a parameter may have: written as one, or `arn:aws:ssm:region:account:parameter/name`, where
 * `parameter/shop` is called shop or /shop. None for those of another account, and those that AWS keeps under `/aws/`:
 * they cannot be listed.
 */
function namesOf({ kind, from }: NamedSecret, account: string): readonly { from: string; names: readonly string[] }[] {
  if (kind === 'secret') return [];
  const [, owner = account, path] = /^arn:[^:]+:ssm:[^:]*:(\d*):parameter([^:]+)/.exec(from) ?? [];
  const name = path ?? from.split(':')[0] ?? from;
  if (owner !== account || name.startsWith('/aws/')) return [];
  return [{ from, names: path === undefined ? [name] : [path, path.slice(1)] }];
}

/** `arn:aws:secretsmanager:region:account:secret:name-suffix`, and behind it `:key:stage:version`. */
async function checkSecret(aws: Aws, where: string, from: string): Promise<Finding> {
  const id = from.split(':').slice(0, 7).join(':');
  try {
    const named = { SecretId: id };
    const { DeletedDate } = await askJsonOnce(aws, 'secretsmanager', 'DescribeSecret', named, regionOf(id, aws));
    if (DeletedDate === undefined) return ok(where, `${nameOf(id)} exists`);
    return unreadable(where, `the secret ${nameOf(id)} is deleted`, id);
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') {
      return unreadable(where, `there is no secret ${nameOf(id)}`, id);
    }
    throw error;
  }
}

const unreadable = (where: string, what: string, from: string): Finding =>
  fail({
    where,
    what,
    code: 'secret-unreadable',
    fix: `Create ${nameOf(from)}, or correct valueFrom of ${where}.`,
  });

const regionOf = (arn: string, { region }: Aws): string =>
  arn.startsWith('arn:') ? arn.split(':')[3] || region : region;
const nameOf = (arn: string): string =>
  arn.replace(/^arn:[^:]+:(?:secretsmanager|ssm):[^:]*:\d*:(?:secret:|parameter)/, '');
