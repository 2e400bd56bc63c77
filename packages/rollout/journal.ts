import type { ReportMigration } from '#report/deployment-report';
import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { Part } from './platform.ts';

/** What leads a later process to the record of a release. Plain data; `id` is absent until the record was seen to be made. */
export interface JournalRef {
  readonly environment: string;
  readonly id?: number;
}

/** A record that a run which is gone has left open. */
export interface LeftRecord {
  readonly release: string;
  readonly rows: readonly { readonly row: string; readonly place: string; readonly to: string }[];
}

/** What a journal needs of the release that it is opened for. */
export interface JournalPorts {
  /** Keeps what leads to the record for a later process: before it is made, and again with its id. */
  keep(ref: JournalRef): void;
  /** How a release that is gone has ended; `undefined` when it may be alive, or it cannot be told. */
  endOf(left: LeftRecord): Promise<Verdict | undefined>;
}

/** Where a release is remembered besides the platform's own tags: GitHub's Deployments. Never throws. */
export interface Journal {
  /** Also closes what runs that are gone have left open of these parts. */
  open(parts: readonly Part[], snapshot: string | undefined, ports: JournalPorts): Promise<void>;
  note(what: 'migrated' | 'traffic-moved' | 'verified', migrations: readonly ReportMigration[]): Promise<void>;
  close(verdict: Verdict, code: ReasonCode | undefined): Promise<void>;
}

/** Closes the record of an earlier process, as far as that has not done so itself. Never throws. */
export type CloseRecord = (
  ref: JournalRef,
  left: LeftRecord,
  end: { readonly verdict: Verdict; readonly code?: ReasonCode },
) => Promise<void>;

/** For runs outside GitHub. */
export const noJournal: Journal = {
  open: async () => {},
  note: async () => {},
  close: async () => {},
};
