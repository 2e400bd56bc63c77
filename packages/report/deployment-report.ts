import * as z from 'zod';
import { type ReasonCode, reasons } from './reasons.ts';
import { verdicts } from './verdict.ts';

const verdictSchema = z.enum(verdicts);
const reasonCodes = Object.keys(reasons) as [ReasonCode, ...ReasonCode[]];
/** Milliseconds since the epoch. */
const time = z.number();

export const diagnosisSchema = z.strictObject({
  code: z.enum(reasonCodes),
  what: z.string(),
  where: z.string(),
  evidence: z.array(z.string()).readonly(),
  fix: z.string(),
  confidence: z.enum(['certain', 'likely', 'guess']),
  /** The line of a file of the repository that it is about; `file` is relative to the repository. */
  at: z.strictObject({ file: z.string(), line: z.number() }).optional(),
});

/** What a reader needs to know of one release of one service: the revision and what it runs. */
export const revisionSchema = z.strictObject({
  /** Full identity: a task definition ARN, a function version ARN, a ReplicaSet. */
  id: z.string(),
  /** Short: `patient-api:42`. */
  label: z.string(),
  images: z
    .array(z.strictObject({ container: z.string(), image: z.string(), digest: z.string().optional() }))
    .readonly(),
  commit: z.string().optional(),
  release: z.string().optional(),
});

export const rowSchema = z.strictObject({
  /** The service, function or workload. */
  name: z.string(),
  /** Cluster or namespace. */
  place: z.string(),
  verdict: verdictSchema,
  from: revisionSchema.optional(),
  to: revisionSchema.optional(),
  /** What serves now, as far as it is known. */
  serving: revisionSchema.optional(),
  diagnosis: diagnosisSchema.optional(),
  /** One line: `4/4 running, version 9f3c2ab answered 3 times`. */
  health: z.string().optional(),
  /** Identity of the rollout, so that it can be found again: a service deployment ARN. */
  rollout: z.string().optional(),
  /** Milliseconds. */
  tookMs: z.number().optional(),
  /** Readable lines of what this row changes or changed: the diff by container and field. */
  changes: z.array(z.string()).readonly().optional(),
});

export const migrationSchema = z.strictObject({
  name: z.string(),
  verdict: verdictSchema,
  command: z.string().optional(),
  task: z.string().optional(),
  exitCode: z.number().optional(),
  schemaBefore: z.string().optional(),
  schemaAfter: z.string().optional(),
  diagnosis: diagnosisSchema.optional(),
  tookMs: z.number().optional(),
});

export const snapshotSchema = z.strictObject({
  database: z.string(),
  id: z.string(),
  arn: z.string().optional(),
  verdict: verdictSchema,
  tookMs: z.number().optional(),
});

/** An image that was built, or found built already. */
export const buildSchema = z.strictObject({
  /** What other actions call it by: the key of the input `builds`. */
  key: z.string(),
  /** The repository. */
  name: z.string(),
  verdict: verdictSchema,
  /** `name@digest`; absent when nothing was pushed. */
  image: z.string().optional(),
  /** The first of its tags. */
  tag: z.string().optional(),
  digest: z.string().optional(),
  /** true: it was there already, built from the same inputs. */
  reused: z.boolean(),
  diagnosis: diagnosisSchema.optional(),
  /** Milliseconds. */
  tookMs: z.number().optional(),
  /** Readable lines: tags that were moved or left, findings of a scan. */
  notes: z.array(z.string()).readonly().optional(),
});

/** A job that came before, as `needs` knows it. */
export const jobSchema = z.strictObject({
  name: z.string(),
  /** GitHub's own word. */
  result: z.enum(['success', 'failure', 'cancelled', 'skipped']),
  /** Of a job that hands on the outputs of a deploying action. */
  verdict: verdictSchema.optional(),
  reason: z.string().optional(),
  /** What the job hands on; long ones are cut. */
  outputs: z.record(z.string(), z.string()),
  /** Outputs that arrived empty. */
  blank: z.array(z.string()).readonly(),
});

/** How an environment was delivered to in a window of days, from the record of its deployments. Times in milliseconds. */
export const deliverySchema = z.strictObject({
  v: z.literal(1),
  environment: z.string(),
  windowDays: z.number(),
  deployments: z.number(),
  perDay: z.number(),
  daysWithDeployment: z.number(),
  leadTime: z.strictObject({ medianMs: z.number(), p90Ms: z.number(), commits: z.number() }).optional(),
  /** Of the deployments that reached users, the share that had to be answered; absent when none did. */
  changeFailureRate: z.number().optional(),
  changeFailures: z.number(),
  reachedUsers: z.number(),
  /** Failed before traffic moved. */
  stoppedBefore: z.number(),
  recovery: z.strictObject({ medianMs: z.number(), count: z.number() }).optional(),
  /** Failures that nothing has answered yet. */
  notRecovered: z.number(),
  /** What the numbers leave out. */
  notes: z.array(z.string()).readonly(),
});

export const timelineSchema = z.strictObject({
  at: time,
  /** The row it concerns; absent: the whole run. */
  row: z.string().optional(),
  what: z.string(),
});

export const reportSchema = z.strictObject({
  v: z.literal(1),
  /** The action, `deploy-ecs`. */
  action: z.string(),
  /** Release id `<run id>-<attempt>`. */
  release: z.string(),
  verdict: verdictSchema,
  /** The worst row's, or the run's own. */
  diagnosis: diagnosisSchema.optional(),
  environment: z.string().optional(),
  repository: z.string().optional(),
  commit: z.string().optional(),
  actor: z.string().optional(),
  runUrl: z.string().optional(),
  account: z.string().optional(),
  region: z.string().optional(),
  startedAt: time,
  finishedAt: time,
  changed: z.boolean(),
  rows: z.array(rowSchema).readonly(),
  migrations: z.array(migrationSchema).readonly(),
  snapshot: snapshotSchema.optional(),
  builds: z.array(buildSchema).readonly().optional(),
  jobs: z.array(jobSchema).readonly().optional(),
  delivery: deliverySchema.optional(),
  timeline: z.array(timelineSchema).readonly(),
  warnings: z.array(z.string()).readonly(),
  /** The exact command or choice that undoes this run. */
  rollbackCommand: z.string().optional(),
  /** The next thing to do, one line. */
  next: z.string().optional(),
  /** Verbatim material, in sections: `{title, lines}`; folded in the summary. */
  evidence: z.array(z.strictObject({ title: z.string(), lines: z.array(z.string()).readonly() })).readonly(),
});

export type RevisionView = z.infer<typeof revisionSchema>;
export type ReportRow = z.infer<typeof rowSchema>;
export type ReportMigration = z.infer<typeof migrationSchema>;
export type ReportSnapshot = z.infer<typeof snapshotSchema>;
export type ReportBuild = z.infer<typeof buildSchema>;
export type ReportJob = z.infer<typeof jobSchema>;
export type DeliveryView = z.infer<typeof deliverySchema>;
export type TimelineEntry = z.infer<typeof timelineSchema>;
export type DeploymentReport = z.infer<typeof reportSchema>;
