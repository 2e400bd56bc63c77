import type { ReportMigration } from '#report/deployment-report';
import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { Part } from './platform.ts';

/** Where a release is remembered besides the platform's own tags: GitHub's Deployments. Never throws. */
export interface Journal {
  open(parts: readonly Part[], snapshot: string | undefined): Promise<void>;
  note(what: 'migrated' | 'traffic-moved' | 'verified', migrations: readonly ReportMigration[]): Promise<void>;
  close(verdict: Verdict, code: ReasonCode | undefined): Promise<void>;
}

/** For runs outside GitHub. */
export const noJournal: Journal = {
  open: async () => {},
  note: async () => {},
  close: async () => {},
};
