import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import { plain } from '#report/plain';
import type { BuildOrder } from './build-order.ts';
import { lineOfStep } from './read-dockerfile.ts';

export interface FailedBuild {
  readonly order: BuildOrder;
  /** All that docker printed. */
  readonly lines: readonly string[];
  readonly exitCode: number | null;
  /** Text of the Dockerfile. */
  readonly source: string;
  /** Root of the checkout. */
  readonly folder: string;
}

/** Why a build failed, `build-failed`: the instruction, how it ended, its last words, and the line in the Dockerfile. */
export function explainBuild(failed: FailedBuild): Diagnosis {
  const { order, folder } = failed;
  const lines = failed.lines.map((line) => stripVTControlCharacters(line));
  const file = relative(folder, order.file).replaceAll('\\', '/') || order.file;
  const error = errorOf(lines);
  const step = stepOf(lines);
  const line = lineOf(lines, failed.source, step?.text);
  const last = step === undefined ? undefined : lastWords(step.output);
  const place = line === undefined ? file : `${file}:${line}`;
  const what = step === undefined ? plain(error, 300) : `${plain(step.text, 120)} ${endOf(error)}`;
  return diagnosis('build-failed', {
    what: `${order.key}: ${what}${last === undefined ? '' : `, "${plain(last, 200)}"`}`,
    where: `image ${order.key}, ${place}`,
    evidence: [...(last === undefined ? [] : [last]), error, ...(step?.output.slice(-12) ?? [])].filter(
      (one, at, all) => one.trim() !== '' && all.indexOf(one) === at,
    ),
    ...fixOf(error, place),
    // Only a file of the repository has lines that GitHub can show.
    ...(line === undefined || file.startsWith('..') ? {} : { at: { file, line } }),
  });
}

/** The last line that says what went wrong. */
function errorOf(lines: readonly string[]): string {
  const said = lines.filter(
    (line) => line.trim() !== '' && !/^View build details|^-+$|^Learn more|^\s*\d+ \|/.test(line),
  );
  const named = said.findLast((line) => /^(ERROR|error):/.test(line));
  return (named ?? said.at(-1) ?? 'docker said nothing').replace(/^(ERROR|error): /, '');
}

interface Step {
  /** `RUN npm ci`. */
  readonly text: string;
  readonly output: readonly string[];
}

/** The step that failed: BuildKit's `#7 [2/4] RUN …` with `#7 ERROR`, the classic builder's last `Step 2/4 : RUN …`. */
function stepOf(lines: readonly string[]): Step | undefined {
  const id = lines.map((line) => /^#(\d+) ERROR\b/.exec(line)?.[1]).findLast((found) => found !== undefined);
  const header = new RegExp(`^#${id} \\[(?:\\S+ )*\\d+/\\d+\\] (.+)$`);
  const text = lines.map((line) => header.exec(line)?.[1]).find((found) => found !== undefined);
  if (id !== undefined && text !== undefined) {
    const output = lines.flatMap((line) => new RegExp(`^#${id} \\d+\\.\\d+ (.*)$`).exec(line)?.[1] ?? []);
    return { text, output };
  }
  const at = lines.findLastIndex((line) => /^Step \d+\/\d+ : /.test(line));
  if (at === -1) return undefined;
  const output = lines.slice(at + 1).filter((line) => !/^ ?-+> /.test(line) && !/^The command '/.test(line));
  return { text: (lines[at] ?? '').replace(/^Step \d+\/\d+ : /, ''), output };
}

/** A line of the output that names an error, else the last one. */
function lastWords(output: readonly string[]): string | undefined {
  const said = output.map((line) => line.trimEnd()).filter((line) => line.trim() !== '');
  return (
    said.slice(-15).findLast((line) => /\berror\b|\bERR!|exception|fatal|not found|cannot|failed/i.test(line)) ??
    said.at(-1)
  );
}

function endOf(error: string): string {
  const code = /exit code: (\d+)|returned a non-zero code: (\d+)/.exec(error);
  return code === null
    ? `failed: ${plain(error.replace(/^.*failed to (?:solve|compute)[^:]*: /, ''), 200)}`
    : `exits ${code[1] ?? code[2]}`;
}

/** Buildx says `Dockerfile:5`, the parser `line 5`; else the step is looked up in the file. */
function lineOf(lines: readonly string[], source: string, step: string | undefined): number | undefined {
  const at = lines.findLastIndex((line, index) => /^\S.*:\d+$/.test(line) && /^-{5,}$/.test(lines[index + 1] ?? ''));
  if (at !== -1) return Number(/:(\d+)$/.exec(lines[at] ?? '')?.[1]);
  const parsed = lines
    .map((line) => /parse error (?:on )?line (\d+)/.exec(line)?.[1])
    .findLast((found) => found !== undefined);
  if (parsed !== undefined) return Number(parsed);
  return step === undefined ? undefined : lineOfStep(source, step);
}

function fixOf(error: string, place: string): { fix?: string } {
  if (/cannot connect to the docker daemon|is the docker daemon running/i.test(error)) {
    return { fix: `Start the Docker engine of this runner, or use one that has it (needed for ${place}).` };
  }
  if (/no space left on device/i.test(error)) {
    return { fix: `Free disk space on the runner before the build, or build fewer images in one job (${place}).` };
  }
  if (/toomanyrequests|rate limit/i.test(error)) {
    return {
      fix: `Log in to the registry of the base image before this step, or take the base image from ECR (${place}).`,
    };
  }
  if (/pull access denied|failed to resolve source metadata|load metadata|failed to do request/i.test(error)) {
    return { fix: `Correct the base image in ${place}, or let this runner reach and log in to its registry.` };
  }
  if (/not found|failed to compute cache key/i.test(error) && !/exit code/.test(error)) {
    return { fix: `Check in ${place} that the path exists in the context and that .dockerignore lets it through.` };
  }
  return {};
}
