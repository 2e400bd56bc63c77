import type { InputValues } from '#base/input-kinds';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { Steps } from '#rollout/step';
import type { checkInputs } from './inputs.ts';
import type { RequiredChecks } from './require-checks.ts';

/**
 * The condition of `require-checks` as a step of a release, loaded when it is wished. Nothing when it is not; a dry-run
 * has nothing to guard. Throws `invalid-input` without a commit.
 */
export function checksStep(
  inputs: InputValues<typeof checkInputs> & {
    readonly 'github-token': string | undefined;
    readonly 'dry-run': boolean;
  },
  host: Host,
): Pick<Steps, 'permit'> {
  const of = requiredChecks(inputs, host);
  if (of === undefined) return {};
  if (inputs['dry-run']) {
    host.report.warn('require-checks is not looked at in a dry-run');
    return {};
  }
  return {
    async permit() {
      const { requireChecks } = await import('./require-checks.ts');
      await requireChecks(of, host);
    },
  };
}

/** What `require-checks` asks for; nothing when it is not given. Throws `invalid-input` without a commit. */
export function requiredChecks(
  inputs: InputValues<typeof checkInputs> & { readonly 'github-token': string | undefined },
  { run: { commit } }: Pick<Host, 'run'>,
): RequiredChecks | undefined {
  const names = inputs['require-checks'];
  if (names === undefined || names.length === 0) return undefined;
  if (commit === undefined) throw withoutCommit();
  return {
    wanted: names.includes('all') ? 'all' : names,
    commit,
    token: inputs['github-token'] ?? '',
    timeoutMs: inputs['checks-timeout-minutes'],
  };
}

const withoutCommit = (): Failure =>
  new Failure(
    diagnosis('invalid-input', {
      what: 'require-checks asks for the checks of a commit, and GITHUB_SHA is empty',
      where: 'require-checks',
      fix: 'Run it in a workflow, or set GITHUB_SHA to the commit that is deployed (require-checks).',
    }),
  );
