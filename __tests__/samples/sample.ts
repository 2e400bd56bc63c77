import { annotations } from '#report/annotate';
import type { DeploymentReport } from '#report/deployment-report';
import type { ReasonCode } from '#report/reasons';
import { renderClosing } from '#report/render-terminal';

/** A case of the tests that shows how a reason code looks. */
export interface Sample {
  readonly code: ReasonCode;
  /** The case, in words: `a container exits 1`. */
  readonly name: string;
  /** Runs it to its end. */
  readonly take: () => Promise<DeploymentReport>;
}

/** What stands in docs/samples: action and case, then the first annotation, then the last two lines of the log. */
export async function textOf({ code, name, take }: Sample): Promise<string> {
  const report = await take();
  const [first] = annotations(report);
  if (report.diagnosis?.code !== code || first?.title !== code)
    throw new Error(`${name}: ended as ${report.verdict}, ${report.diagnosis?.code}: ${report.diagnosis?.what}`);
  const annotation = [first.title, ...first.message.split('\n').map((line) => `  ${line}`)];
  const closing = renderClosing(report).slice(-2);
  return `${[`${report.action}: ${name}`, '', ...annotation, '', ...closing].map(withoutNumbers).join('\n')}\n`;
}

/** Digests, ids and times of day tell a reader nothing, and are others in the next run: `…` stands for them. */
const withoutNumbers = (line: string): string =>
  line
    .replace(/\bsha256:[0-9a-f]+…?/g, 'sha256:…')
    .replace(/\becs-svc\/\d+/g, 'ecs-svc/…')
    .replace(/(targetgroup\/[\w-]+\/)[0-9a-f]{16}/g, '$1…')
    .replace(/\b\d\d:\d\d:\d\d\.\d{3}Z/g, '…');
