import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import type { EcsPlatform } from './platform.ts';
import type { SchemaChange } from './record/collect-schema-changes.ts';
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
 * when it is planned, which is after rollouts under way have ended. Says aloud where it goes and what the releases
 * left behind migrated. Planning throws `rollback-target-missing`, `invalid-input`.
 */
export const wayBackPlatform = (platform: EcsPlatform, { to, policy }: WayBackWish, host: Host): EcsPlatform => ({
  ...platform,
  async plan(change, live) {
    const target = await platform.find(live, to);
    host.log.info(`${live.row}: ${live.serving.label} serves, ${to} is ${target.label}${commitOf(target.commit)}`);
    watchSchema(live, target.label, await platform.schemaChanges(live, target.id), policy, host);
    const { order, wait } = change;
    return platform.plan({ ...changeBackTo(change, target.id), order, wait }, live);
  },
});

const commitOf = (commit: string | undefined) => (commit === undefined ? '' : ` (commit ${commit.slice(0, 7)})`);

/** A rollback does not undo migrations: says which ones the releases left behind ran, and what to run. */
function watchSchema(
  { row }: LiveService,
  target: string,
  changes: readonly SchemaChange[],
  policy: WayBackWish['policy'],
  host: Host,
): void {
  if (changes.length === 0) return;
  const migrated = changes.map((change) => `${change.label} migrated ${describeChange(change)}`).join(', ');
  const what = `${migrated}; a rollback to ${target} does not undo that`;
  const downgrade = `run-migration-task with a downgrade of ${downgradesOf(changes).join(', ')}`;
  if (policy === 'warn') {
    host.report.warn(`${what}. If ${target} cannot work with it, run ${downgrade} first.`);
    return;
  }
  throw new Failure(
    diagnosis('rollback-target-missing', {
      what,
      where: `service ${row}`,
      evidence: changes.map((change) => `${change.label}: ${describeChange(change)}`),
      fix: `Run ${downgrade} first, then roll back with schema-policy: warn; that is also the way when ${target} works with the schema as it is.`,
    }),
  );
}

const describeChange = ({ name, before, after }: SchemaChange): string => `${name} ${before || 'unknown'}..${after}`;

/** Where each migration stood before the oldest of its changes. */
function downgradesOf(changes: readonly SchemaChange[]): readonly string[] {
  const oldest = new Map(changes.map((change) => [change.name, change]));
  return [...oldest.values()].map(
    ({ name, before, after }) => `${name} to ${before === '' ? `the version before ${after}` : before}`,
  );
}
