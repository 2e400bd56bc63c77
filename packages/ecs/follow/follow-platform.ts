import type { Aws } from '#aws/client';
import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Part } from '#rollout/platform';
import { connectEcs } from '../client.ts';
import type { ServicePlan } from '../plan-service.ts';
import type { EcsPlatform } from '../platform.ts';
import type { LiveService } from '../service/read-live.ts';
import { newestPart } from './newest-part.ts';

/**
 * The platform for a release that an earlier step has started: nothing is staged or moved, the newest rollout of each
 * service is taken as it is. `release`: the one that must be moving or serving; absent: whatever is newest.
 */
export async function followPlatform(
  platform: EcsPlatform,
  aws: Aws,
  release: string | undefined,
): Promise<EcsPlatform> {
  const ecs = await connectEcs(aws);
  const parts = new Map<string, Part>();
  return {
    ...platform,
    async plan(change, live): Promise<ServicePlan> {
      const part = await newestPart(ecs, aws, live, release);
      if (release !== undefined && part.to.release !== release) throw anotherRelease(live, part, release);
      parts.set(live.row, part);
      return {
        row: live.row,
        place: live.place,
        change,
        live,
        changes: [],
        settings: {},
        unchanged: false,
        underWay: true,
        target: { kind: 'reuse', revision: live.revision },
        to: part.to,
        warnings: [],
      };
    },
    async stage({ row }) {
      const part = parts.get(row);
      if (part === undefined) throw new TypeError(`${row} was not planned`);
      return part;
    },
    shift: async (part) => part,
    reconcile: async () => [],
  };
}

function anotherRelease(live: LiveService, part: Part, wanted: string): Failure {
  const found = part.to.release === undefined ? 'a revision that no release recorded' : `release ${part.to.release}`;
  return new Failure(
    diagnosis('not-found', {
      what: `${live.row} does not run release ${wanted}: its newest deployment is ${part.to.label} of ${found}`,
      where: `service ${live.row} in ${live.place}`,
      evidence: [`primary deployment ${part.id ?? 'none'}: ${part.to.label}`],
      fix: `Hand on the release-id of the step that deployed ${live.row}, or leave it out to follow what is newest.`,
    }),
    { verdict: 'superseded' },
  );
}
