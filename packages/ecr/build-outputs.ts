import type { DeploymentReport, ReportBuild } from '#report/deployment-report';
import { worstVerdict } from '#report/verdict';

/** Outputs of `build-push-ecr`; those of one image are set when there is one. */
export function buildOutputsOf(rows: readonly ReportBuild[], tag: string): Readonly<Record<string, string>> {
  const [only] = rows.length === 1 ? rows : [];
  return { image: only?.image ?? '', 'image-tag': tag, digest: only?.image === undefined ? '' : (only.digest ?? '') };
}

/** How a run ended whose rows these are: the worst of them, with its cause. `wrote`: something was pushed, or may have been. */
export function buildEnd(
  rows: readonly ReportBuild[],
  wrote: boolean,
): Pick<DeploymentReport, 'verdict' | 'changed' | 'builds' | 'diagnosis'> {
  const verdict = worstVerdict(rows.map((row) => row.verdict));
  const cause = rows.find((row) => row.verdict === verdict)?.diagnosis;
  return {
    verdict,
    changed: wrote,
    builds: rows,
    ...(cause === undefined ? {} : { diagnosis: cause }),
  };
}
