import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { BuildOrder, BuildPolicy } from './build-order.ts';
import type { Builder } from './choose-builder.ts';

const setup = 'add docker/setup-buildx-action before this step';

/**
 * Holds what is asked for against what the builder can, before anything is built. Returns the policy with what cannot be
 * cached left out, and a warning a thing left out: a cache never fails a build. Throws `invalid-input` for all else.
 */
export function checkAbilities(
  builder: Builder,
  orders: readonly BuildOrder[],
  policy: BuildPolicy,
): { readonly policy: BuildPolicy; readonly warnings: readonly string[] } {
  const problems = orders.flatMap((order) => needsOf(order, policy, builder));
  if (problems.length > 0) throw cannot(builder, [...new Set(problems)]);
  const warnings =
    builder.kind === 'classic' ? [`docker buildx is not installed: images are built without BuildKit; ${setup}`] : [];
  if (builder.kind === 'buildx' && builder.whole) return { policy, warnings };
  const lost = [
    ...(policy.cache === 'registry' || policy.cache === 'gha' ? [`cache: ${policy.cache}`] : []),
    ...(builder.kind !== 'buildx' && policy.cache === 'inline' ? ['cache: inline'] : []),
    ...policy.cacheTo.filter((to) => builder.kind !== 'buildx' || !/^type=inline\b/.test(to)).map(() => 'cache-to'),
  ];
  if (lost.length === 0) return { policy, warnings };
  return {
    policy: {
      ...policy,
      cache: lost.includes(`cache: ${policy.cache}`) ? 'none' : policy.cache,
      cacheTo: lost.includes('cache-to') ? [] : policy.cacheTo,
    },
    warnings: [
      ...warnings,
      `${[...new Set(lost)].join(' and ')} is left out: ${nameOf(builder)} cannot export a cache; ${setup}`,
    ],
  };
}

function needsOf(order: BuildOrder, policy: BuildPolicy, builder: Builder): string[] {
  const needs: string[] = [];
  if (builder.kind === 'buildx' ? !builder.whole : true) {
    if (order.platforms.length > 1) needs.push('platforms: several at once');
    if (policy.provenance !== 'false') needs.push('provenance');
    if (policy.sbom) needs.push('sbom');
  }
  if (builder.kind !== 'buildx' && Object.keys(order.buildContexts).length > 0) needs.push('build-contexts');
  if (builder.kind === 'classic') {
    if (Object.keys(policy.secrets).length > 0) needs.push('secrets');
    if (policy.ssh.length > 0) needs.push('ssh');
    if (order.platforms.length === 1) needs.push('platforms');
  }
  return needs;
}

const nameOf = (builder: Builder): string => {
  if (builder.kind === 'buildx') return `the ${builder.driver} driver of buildx`;
  return builder.kind === 'buildkit' ? 'docker build without buildx' : 'docker build without BuildKit';
};

const cannot = (builder: Builder, needs: readonly string[]): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: `${nameOf(builder)} cannot do what is asked: ${needs.join(', ')}; nothing was built`,
      where: needs.map((need) => need.split(':')[0]).join(', '),
      evidence: needs,
      fix: `To build with ${needs.join(', ')}, ${setup}: its builder (docker-container driver) can.`,
    }),
  );
