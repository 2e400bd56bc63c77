import type { Clock } from '#base/clock';
import type { Logger } from '#base/logger';
import type { DeploymentReport, TimelineEntry } from './deployment-report.ts';

/** What is known of a run before anything happens. */
export interface RunFacts {
  readonly action: string;
  readonly release: string;
  readonly environment?: string;
  readonly repository?: string;
  readonly commit?: string;
  readonly actor?: string;
  readonly runUrl?: string;
}

/** Collects what happens during a run; `finish` makes the report of it. */
export interface ReportWriter {
  /** Adds to the timeline, with the time of now. */
  note(what: string, row?: string): void;
  /** Adds a section of verbatim evidence. Later sections of the same title are appended to the first. */
  evidence(title: string, lines: readonly string[]): void;
  warn(text: string): void;
  /** Something outside was asked to change, and did not certainly refuse: from then on nobody may say that nothing was changed. */
  wrote(): void;
  hasWritten(): boolean;
  finish(end: ReportEnd): DeploymentReport;
}

export type ReportEnd = Pick<DeploymentReport, 'verdict' | 'changed'> &
  Partial<
    Pick<
      DeploymentReport,
      | 'diagnosis'
      | 'rows'
      | 'migrations'
      | 'snapshot'
      | 'builds'
      | 'jobs'
      | 'delivery'
      | 'rollbackCommand'
      | 'next'
      | 'account'
      | 'region'
    >
  >;

export function writeReport(facts: RunFacts, clock: Clock, log: Logger): ReportWriter {
  const startedAt = clock.now();
  const timeline: TimelineEntry[] = [];
  const warnings: string[] = [];
  const sections = new Map<string, string[]>();
  let written = false;
  return {
    note: (what, row) => {
      timeline.push({ at: clock.now(), what, ...(row === undefined ? {} : { row }) });
    },
    evidence: (title, lines) => {
      sections.set(title, [...(sections.get(title) ?? []), ...lines]);
    },
    warn: (text) => {
      if (warnings.includes(text)) return;
      warnings.push(text);
      log.warn(text);
    },
    wrote: () => {
      written = true;
    },
    hasWritten: () => written,
    finish: (end) => ({
      v: 1,
      ...facts,
      rows: [],
      migrations: [],
      ...end,
      startedAt,
      finishedAt: clock.now(),
      timeline,
      warnings,
      evidence: [...sections].map(([title, lines]) => ({ title, lines })),
    }),
  };
}
