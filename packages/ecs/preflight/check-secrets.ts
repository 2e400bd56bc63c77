import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { askJsonOnce } from './ask-once.ts';
import { type Finding, findings, skipped } from './finding.ts';
import type { PreflightCheck } from './service-under-check.ts';

const { ok, fail, skip } = findings('secrets');

/** Every secret and parameter that a container names exists. Their values are never read. */
export const checkSecrets: PreflightCheck = async ({ aws, definition, live }) => {
  const account = live.facts.clusterArn.split(':')[4] ?? '';
  const named = definition.containerDefinitions.flatMap(({ name, secrets = [] }) =>
    secrets.map((secret) => ({ where: `container ${name}, ${secret.name}`, from: secret.valueFrom })),
  );
  return Promise.all(
    named.map(async ({ where, from }) => {
      try {
        return await (from.includes(':secretsmanager:')
          ? checkSecret(aws, where, from)
          : checkParameter(aws, { where, from, account }));
      } catch (error) {
        return skipped('secrets', where, error);
      }
    }),
  );
};

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

interface NamedParameter {
  readonly where: string;
  readonly from: string;
  readonly account: string;
}

/**
 * A name, or `arn:aws:ssm:region:account:parameter/name`. Those of another account, and those that AWS keeps under
 * `/aws/`, cannot be listed.
 */
async function checkParameter(aws: Aws, { where, from, account }: NamedParameter): Promise<Finding> {
  const owner = from.startsWith('arn:') ? from.split(':')[4] : account;
  const [path, name = from] = [from.split(':parameter')[1], /:parameter([^:]+)/.exec(from)?.[1] ?? from.split(':')[0]];
  if (owner !== account || name.startsWith('/aws/'))
    return skip(where, `not looked at: ${nameOf(from)} is not the account's own`);
  // `parameter/shop` is a parameter called shop or /shop: the ARN of both is the same.
  const names = path === undefined ? [name] : [name, name.slice(1)];
  const wanted = { ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: names }] };
  const { Parameters } = await askJsonOnce(aws, 'ssm', 'DescribeParameters', wanted, regionOf(from, aws));
  if (Array.isArray(Parameters) && Parameters.length > 0) return ok(where, `${nameOf(from)} exists`);
  return unreadable(where, `there is no parameter ${nameOf(from)}`, from);
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
