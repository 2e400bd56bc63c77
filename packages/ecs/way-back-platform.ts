import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { EcsPlatform } from './platform.ts';
import { readRecord } from './record/release-tags.ts';
import type { LiveService } from './service/read-live.ts';
import { changeBackTo } from './service/service-change.ts';

export interface WayBackWish {
  /** The grammar of contract section 3: `previous`, `revision:42`, … */
  readonly to: string;
  /** What to do when the release left behind changed a schema. */
  readonly policy: 'warn' | 'require-compatible';
}

/**
 * The platform of a rollback: each row is planned as the way back to the release that `to` means, seen from what serves
 * when it is planned, which is after rollouts under way have ended. Says aloud where it goes and what schema the release
 * left behind migrated to. Planning throws `rollback-target-missing`, `invalid-input`.
 */
export const wayBackPlatform = (platform: EcsPlatform, { to, policy }: WayBackWish, host: Host): EcsPlatform => ({
  ...platform,
  async plan(change, live) {
    const target = await platform.find(live, to);
    host.log.info(`${live.row}: ${live.serving.label} serves, ${to} is ${target.label}${commitOf(target.commit)}`);
    watchSchema(live, policy, host);
    const { order, wait } = change;
    return platform.plan({ ...changeBackTo(change, target.id), order, wait }, live);
  },
});

const commitOf = (commit: string | undefined) => (commit === undefined ? '' : ` (commit ${commit.slice(0, 7)})`);

/** A rollback does not undo a migration: says which one the release left behind ran, and what to run. */
function watchSchema(live: LiveService, policy: WayBackWish['policy'], host: Host): void {
  const { schema } = readRecord(live.revision.tags);
  const changed = (schema ?? '').split(' ').filter((entry) => isChange(entry));
  if (changed.length === 0) return;
  const what = `${live.serving.label} migrated ${changed.join(', ')}; a rollback does not undo that`;
  if (policy === 'warn') {
    host.report.warn(
      `${what}. If the older release cannot work with it, run the migrate workflow with a downgrade first.`,
    );
    return;
  }
  throw new Failure(
    diagnosis('rollback-target-missing', {
      what,
      where: `service ${live.row}`,
      evidence: changed,
      fix: `Run the downgrade of ${changed.join(', ')} first, or roll back with schema-policy: warn when the schemas are compatible.`,
    }),
  );
}

/** `patient=6c1e..7d2f` */
function isChange(entry: string): boolean {
  const [before, after] = entry.slice(entry.indexOf('=') + 1).split('..');
  return after !== undefined && before !== after;
}
