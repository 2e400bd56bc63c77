import type { Aws } from '#aws/client';
import type { ReportBuild } from '#report/deployment-report';
import { diagnosisOf, Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Workshop } from './build-image.ts';
import { buildImages } from './build-images.ts';
import type { BuildOrder } from './build-order.ts';
import { checkAbilities } from './check-abilities.ts';
import { chooseBuilder } from './choose-builder.ts';
import { chooseImage } from './choose-image.ts';
import { hashInputs } from './hash-inputs.ts';
import { logIn } from './log-in.ts';
import { type Docker, openDocker } from './open-docker.ts';
import { openRepositories } from './open-repositories.ts';
import type { Builds } from './read-builds.ts';
import { readCommitTime } from './read-commit-time.ts';
import { resolveBases } from './resolve-bases.ts';

export interface BuildRequest extends Builds {
  /** Root of the checkout. */
  readonly folder: string;
  /** Absent: nothing is pushed, and AWS is not asked. */
  readonly aws: Aws | undefined;
  readonly allowedRegions: readonly string[] | undefined;
  readonly host: Host;
}

/**
 * Builds and pushes all images of a run. Returns a row an image, failed ones with their diagnosis. What concerns all of
 * them is thrown before anything is built: `build-failed` (no docker), `registry-login-failed`, `not-found`,
 * `invalid-input`, `AwsError`. Nothing is left on the machine but what docker itself keeps.
 */
export async function buildAndPush(request: BuildRequest): Promise<readonly ReportBuild[]> {
  return withDocker(request, async (shop, docker) => {
    await logIn(docker, shop.repositories.values());
    return buildImages(request.orders, shop);
  });
}

/** What `buildAndPush` would do, a row an image: `planned`, or the failure that it would end with. Writes nothing. */
export async function planImages(request: BuildRequest): Promise<readonly ReportBuild[]> {
  return withDocker(request, (shop) => Promise.all(request.orders.map((order) => planImage(order, shop))));
}

type Shop = Omit<Workshop, 'onLine'>;

async function withDocker<T>(request: BuildRequest, work: (shop: Shop, docker: Docker) => Promise<T>): Promise<T> {
  const { orders, folder, aws, host, allowedRegions } = request;
  const docker = await openDocker(host);
  try {
    const builder = await chooseBuilder(docker, request.policy.builder);
    const { policy, warnings } = checkAbilities(builder, orders, request.policy);
    for (const warning of warnings) host.report.warn(warning);
    const repositories = aws === undefined ? new Map() : await openRepositories(aws, orders, allowedRegions);
    return await work(
      { host, policy, docker, builder, repositories, folder, age: await ageOfRun(folder, host) },
      docker,
    );
  } finally {
    await docker.close();
  }
}

async function ageOfRun(folder: string, host: Host): Promise<Workshop['age']> {
  const { commit } = host.run;
  const run = Number(host.env.GITHUB_RUN_ID);
  const commitTime = await readCommitTime(commit, folder, host);
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(commitTime === undefined ? {} : { commitTime }),
    ...(Number.isSafeInteger(run) && run > 0 ? { run } : {}),
  };
}

async function planImage(order: BuildOrder, shop: Shop): Promise<ReportBuild> {
  const { policy, builder, docker, host } = shop;
  const repository = shop.repositories.get(order.key);
  const row = { key: order.key, name: repository?.name ?? order.repository, reused: false, tag: policy.tags[0] ?? '' };
  if (repository === undefined) return { ...row, verdict: 'planned', notes: ['would build it and push nothing'] };
  try {
    const bases = await resolveBases(order, builder, docker);
    const inputs = await hashInputs(order, policy, policy.pull ? bases : {});
    const choice = await chooseImage({ policy, inputs, bases }, repository, host);
    const tags = policy.tags.join(', ');
    const what =
      choice.kind === 'reuse'
        ? `would reuse ${choice.image.digest}`
        : `would build it and push it to ${repository.uri} as ${tags}`;
    return { ...row, verdict: 'planned', reused: choice.kind === 'reuse', notes: [what, ...choice.notes] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { ...row, verdict: error.verdict, diagnosis: diagnosisOf(error, `image ${order.key}`) };
  }
}
