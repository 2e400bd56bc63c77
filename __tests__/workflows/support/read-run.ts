/** One annotation beside the job. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly job: string;
  readonly title: string;
  readonly message: string;
  readonly file: string;
  readonly line: string;
}

export interface StepEnd {
  readonly job: string;
  /** Ids from the outside in: a step of a composite action is `['login', 'configure']`. */
  readonly id: readonly string[];
  readonly name: string;
  readonly result: string;
}

/** What a person sees of a run, and what the next job gets. */
export interface WorkflowRun {
  readonly exitCode: number | null;
  readonly tookMs: number;
  /** Id of a job → success, failure, cancelled. A job that was not reached is not there. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly steps: readonly StepEnd[];
  readonly annotations: readonly Annotation[];
  /** `build/image` → outputs of that step, as `outputs['deploy/release']`. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Markdown of the job summaries in order. */
  readonly summaries: readonly string[];
  /** What the steps printed, a line each, with the job before it. */
  readonly log: string;
  /** All that act printed: where to look when a test fails. Masks stand in it in clear. */
  readonly raw: string;
}

interface Line {
  readonly msg?: string;
  readonly jobID?: string;
  readonly step?: string;
  readonly stepID?: readonly string[];
  readonly stage?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly kvPairs?: Readonly<Record<string, string>>;
  readonly raw_output?: boolean;
  readonly stepResult?: string;
  readonly jobResult?: string;
}

const levels = ['error', 'warning', 'notice'] as const;
const jobOf = ({ jobID = '' }: Line) => jobID;

/** Reads what act prints with `--json`: an object a line. */
export function readRun(raw: string): Omit<WorkflowRun, 'exitCode' | 'tookMs'> {
  const lines = raw.split('\n').flatMap((text): Line[] => {
    if (!text.startsWith('{')) return [];
    try {
      return [JSON.parse(text)];
    } catch {
      return [];
    }
  });
  const outputs: Record<string, Record<string, string>> = {};
  for (const line of lines) {
    if (line.command !== 'set-output' || line.name === undefined) continue;
    const key = `${jobOf(line)}/${(line.stepID ?? []).join('/')}`;
    outputs[key] = { ...outputs[key], [line.name]: line.arg ?? '' };
  }
  return {
    jobs: Object.fromEntries(lines.flatMap((line) => (line.jobResult ? [[jobOf(line), line.jobResult]] : []))),
    steps: lines.flatMap((line) =>
      line.stepResult && line.stage === 'Main'
        ? [{ job: jobOf(line), id: line.stepID ?? [], name: line.step ?? '', result: line.stepResult }]
        : [],
    ),
    annotations: lines.flatMap(annotationOf),
    outputs,
    summaries: lines.flatMap(({ command, content }) => (command === 'summary' && content ? [content] : [])),
    log: lines.flatMap((line) => (line.raw_output ? [`${jobOf(line)}: ${(line.msg ?? '').trimEnd()}`] : [])).join('\n'),
    raw,
  };
}

function annotationOf(line: Line): Annotation[] {
  const level = levels.find((name) => name === line.command);
  if (level === undefined) return [];
  const { title = '', file = '', line: at = '' } = line.kvPairs ?? {};
  return [{ level, job: jobOf(line), title, file, line: at, message: line.arg ?? '' }];
}
