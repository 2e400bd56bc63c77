import type { Host } from '#report/host';
import { stateOf } from '#report/render-payload';
import type { JournalPorts } from '#rollout/journal';
import { addStatus } from './add-status.ts';
import { findLeft, isOpen } from './find-left.ts';
import type { Github } from './open-github.ts';

export interface Own {
  readonly environment: string;
  /** Our own deployment. */
  readonly own: number;
  readonly rows: readonly { readonly row: string; readonly place: string }[];
  readonly endOf: JournalPorts['endOf'];
}

/** Each costs a call or two; runs die seldom. */
const most = 5;

/**
 * Closes deployments that runs which are gone have left open on GitHub, of rows that are ours now, with the end that the
 * far end tells. What may be alive, and what nobody can tell, stays. Never throws: it is not this run's own record.
 */
export async function settleLeft(github: Github, host: Host, { environment, own, rows, endOf }: Own): Promise<void> {
  const isOurs = (one: { row: string; place: string }) =>
    rows.some(({ row, place }) => row === one.row && place === one.place);
  try {
    const found = await findLeft(github, environment, (left, id) => id !== own && left.rows.some(isOurs), most);
    for (const { id, left } of found) {
      const verdict = await endOf(left);
      if (verdict === undefined || isOpen(stateOf(verdict))) continue;
      const description = `${verdict} · closed by release ${host.run.release}`;
      await addStatus(github, host, id, { state: stateOf(verdict), description });
      host.log.debug(`GitHub: deployment ${id} of release ${left.release} was left open: ${verdict}`);
    }
  } catch (error) {
    host.log.debug(`GitHub: what was left open could not be closed: ${Error.isError(error) ? error.message : error}`);
  }
}
