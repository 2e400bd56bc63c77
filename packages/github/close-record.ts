import { limitTime } from '#base/limit-time';
import type { Host } from '#report/host';
import { stateOf } from '#report/render-payload';
import type { CloseRecord } from '#rollout/journal';
import { addStatus, closingWords } from './add-status.ts';
import { findLeft, isOpen, lastStatus } from './find-left.ts';
import { openGithub } from './open-github.ts';
import { explainRecord } from './record-deployment.ts';

/** Milliseconds that a post step waits for GitHub. */
const timeToClose = 10_000;

/**
 * Closes the record of a release after its main entry is gone: says how it ended, unless main has said that. A deployment
 * that GitHub made without an answer is found by its release and services. What cannot be recorded is one warning.
 */
export function closeRecord(inputs: { readonly 'github-token': string | undefined }, host: Host): CloseRecord {
  return async (ref, left, { verdict, code }) => {
    const limit = limitTime(host.clock, timeToClose);
    const signal = AbortSignal.any([host.signal, limit.signal]);
    try {
      const github = openGithub(host, inputs['github-token'], 'environment', { signal, patienceMs: timeToClose });
      const isOurs = (one: typeof left) => one.release === left.release && sameRows(one.rows, left.rows);
      const id = ref.id ?? (await findLeft(github, ref.environment, isOurs, 1))[0]?.id;
      // GitHub never made it.
      if (id === undefined) return;
      const last = await lastStatus(github, id);
      const state = stateOf(verdict);
      if (!isOpen(last.state) && last.state === state && last.description.startsWith(verdict)) return;
      await addStatus(github, host, id, { state, description: closingWords(verdict, code) });
    } catch (error) {
      host.report.warn(explainRecord(error));
    } finally {
      limit.stop();
    }
  };
}

type Rows = readonly { readonly row: string; readonly place: string; readonly to: string }[];

const sameRows = (one: Rows, other: Rows): boolean => keysOf(one) === keysOf(other);

const keysOf = (rows: Rows): string =>
  rows
    .map(({ row, place, to }) => `${place} ${row} ${to}`)
    .toSorted()
    .join(', ');
