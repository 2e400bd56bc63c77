import type { DeploymentReport, ReportRow } from './deployment-report.ts';
import { causesOf } from './explain.ts';
import { plain } from './plain.ts';
import type { Verdict } from './verdict.ts';
import { wordsIn } from './verdict-words.ts';

/** What the GitHub Deployment of a release says, for the next run and for the metrics (contract section 3). */
export interface DeploymentPayload {
  readonly v: 1;
  readonly release: string;
  readonly commit?: string;
  readonly services: readonly {
    readonly cluster: string;
    readonly service: string;
    readonly from?: string;
    readonly to?: string;
    readonly digest?: string;
  }[];
  /** Rows that found no room in `services`. */
  readonly services_left_out?: number;
  readonly snapshot?: string;
  /** The release that was left, when this deployment is a rollback. */
  readonly rolled_back_from?: string;
}

/** Bytes of JSON. GitHub does not say how much it takes; this is far below what any column of it could be. */
const mostBytes = 32 * 1024;

/** What the payload is made of: a report, or what is known before there is one. */
interface Payable extends Pick<DeploymentReport, 'action' | 'release' | 'commit'> {
  readonly rows: readonly Pick<ReportRow, 'name' | 'place' | 'from' | 'to'>[];
  readonly snapshot?: { readonly id: string } | undefined;
}

/** The payload of a release, at most 32 KiB as JSON. Names and identities only: no text that was quoted. */
export function renderPayload(report: Payable): DeploymentPayload {
  const services = report.rows.map(({ place, name, from, to }) => {
    const digest = to?.images.find((image) => image.digest !== undefined)?.digest;
    return {
      cluster: plain(place, 300),
      service: plain(name, 300),
      ...(from === undefined ? {} : { from: plain(from.id, 300) }),
      ...(to === undefined ? {} : { to: plain(to.id, 300) }),
      ...(digest === undefined ? {} : { digest: plain(digest, 100) }),
    };
  });
  const left = report.rows.find(({ from }) => from?.release !== undefined)?.from?.release;
  const facts = {
    v: 1 as const,
    release: plain(report.release, 100),
    ...(report.commit === undefined ? {} : { commit: plain(report.commit, 100) }),
    ...(report.snapshot === undefined ? {} : { snapshot: plain(report.snapshot.id, 300) }),
    ...(report.action === 'rollback' && left !== undefined ? { rolled_back_from: plain(left, 100) } : {}),
  };
  let room = mostBytes - Buffer.byteLength(JSON.stringify(facts)) - 100;
  const end = services.findIndex((service) => {
    room -= Buffer.byteLength(JSON.stringify(service)) + 1;
    return room < 0;
  });
  if (end === -1) return { ...facts, services };
  return { ...facts, services: services.slice(0, end), services_left_out: services.length - end };
}

/** States of a GitHub deployment status. */
export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

const states: Readonly<Record<Verdict, DeploymentState>> = {
  'rollback-failed': 'error',
  unknown: 'error',
  failed: 'failure',
  'timed-out': 'failure',
  cancelled: 'error',
  superseded: 'inactive',
  'rolled-back': 'failure',
  paused: 'in_progress',
  skipped: 'inactive',
  planned: 'inactive',
  started: 'in_progress',
  succeeded: 'success',
  unchanged: 'success',
};

export const stateOf = (verdict: Verdict): DeploymentState => states[verdict];

/** The status that closes a GitHub Deployment; `description` has at most 140 characters, as GitHub demands. */
export function renderStatus(report: DeploymentReport): { state: DeploymentState; description: string } {
  const [cause] = causesOf(report);
  const said = cause === undefined ? wordsIn(report, report.verdict).headline : `${cause.code}: ${cause.what}`;
  return { state: states[report.verdict], description: plain(`${report.verdict} · ${said}`, 140) };
}
