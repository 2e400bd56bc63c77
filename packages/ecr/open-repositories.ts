import { AwsError } from '#aws/aws-error';
import type { Aws } from '#aws/client';
import { connectEcr, type Ecr } from '#aws/ecr-client';
import { guard } from '#aws/guard';
import { parseImage } from '#aws/image-reference';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { BuildOrder } from './build-order.ts';
import { type Mutability, placeOf, type Repository, tagRule } from './repository.ts';

/** The region of the first repository that is written as a full URI. */
export const regionOf = (orders: readonly BuildOrder[]): string | undefined =>
  orders.map(({ repository }) => parseImage(repository).ecr?.region).find((region) => region !== undefined);

/**
 * Opens the repositories of all orders, by key: one token a region, one question a repository. Throws
 * `registry-login-failed` when there is no token, `not-found` for a repository that is not there, `invalid-input` for
 * one that is not in ECR or in a region that is not allowed; `AwsError`.
 */
export async function openRepositories(
  aws: Aws,
  orders: readonly BuildOrder[],
  allowedRegions: readonly string[] | undefined,
): Promise<ReadonlyMap<string, Repository>> {
  const tokens = new Map<string, Promise<Token>>();
  const tokenOf = (region: string) => {
    const known = tokens.get(region) ?? openRegion(aws, region, allowedRegions);
    tokens.set(region, known);
    return known;
  };
  const opened = orders.map(async (order) => [order.key, await openRepository(aws, order, tokenOf)] as const);
  return new Map(await Promise.all(opened));
}

interface Token {
  readonly ecr: Ecr;
  readonly password: string;
  /** Host of the account's own registry. */
  readonly host: string;
}

async function openRegion(aws: Aws, region: string, allowedRegions: readonly string[] | undefined): Promise<Token> {
  if (region !== aws.region) await guard({ ...aws, region }, { regions: allowedRegions });
  const ecr = await connectEcr(aws, region);
  try {
    const { authorizationData: [data] = [] } = await ecr.call('GetAuthorizationToken', {});
    const password = Buffer.from(data?.authorizationToken ?? '', 'base64')
      .toString()
      .replace(/^AWS:/, '');
    if (password === '') throw noToken(region, ['GetAuthorizationToken gave no token']);
    aws.log.mask(data?.authorizationToken ?? '');
    aws.log.mask(password);
    return { ecr, password, host: new URL(data?.proxyEndpoint ?? 'https://unknown').host };
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'denied') {
      throw noToken(region, error.diagnosis.evidence, error);
    }
    throw error;
  }
}

const noToken = (region: string, evidence: readonly string[], cause?: unknown): Failure =>
  new Failure(
    diagnosis('registry-login-failed', {
      what: `ECR in ${region} gives this role no token to log in with`,
      where: `ECR in ${region}`,
      evidence,
    }),
    { cause },
  );

async function openRepository(
  aws: Aws,
  { key, repository }: BuildOrder,
  tokenOf: (region: string) => Promise<Token>,
): Promise<Repository> {
  const { name: written, ecr: place } = parseImage(repository);
  if (place === undefined && /^[^/]+\.[^/]+\//.test(written)) throw elsewhere(key, written);
  const region = place?.region ?? aws.region;
  const { ecr, password, host: ownHost } = await tokenOf(region);
  const host = place === undefined ? ownHost : written.slice(0, written.indexOf('/'));
  const name = place?.repository ?? written;
  const registry = place === undefined ? {} : { registryId: place.account };
  const movable = tagRule(await describe(ecr, name, region, registry, aws));
  return { name, host, uri: `${host}/${name}`, ...registry, region, ecr, password, movable };
}

async function describe(ecr: Ecr, name: string, region: string, registry: object, { log }: Aws): Promise<Mutability> {
  try {
    const { repositories: [found] = [] } = await ecr.call('DescribeRepositories', {
      ...registry,
      repositoryNames: [name],
    });
    return found ?? {};
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.kind === 'denied') {
      // It only says whether tags may move; a push that is refused says it, too.
      log.debug(`${error.operation} is denied: ${placeOf({ name, region })} is taken as one whose tags move`);
      return {};
    }
    if (error.kind !== 'not-found') throw error;
    throw new Failure(
      diagnosis('not-found', {
        what: `there is no ${placeOf({ name, region })}; nothing was built`,
        where: placeOf({ name, region }),
        evidence: [`${error.operation}: ${error.code}: ${error.message}`],
        fix: `Correct the name, region or account, or make it: aws ecr create-repository --region ${region} --repository-name ${name}`,
      }),
      { cause: error },
    );
  }
}

const elsewhere = (key: string, written: string): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: `${key}: ${written} is not a private ECR repository`,
      where: 'repository',
      fix: 'Give the name of an ECR repository, or its URI: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/name.',
    }),
  );
