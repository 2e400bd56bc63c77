import type { Texts } from './build-order.ts';

/** One instruction of a Dockerfile, on one line, with the line where it begins (from 1). */
export interface Instruction {
  readonly line: number;
  /** `RUN npm ci && npm run build`: continuation lines joined, blanks single. */
  readonly text: string;
}

/** The instructions of a Dockerfile in order. Here-documents are taken as instructions of their own, which does no harm here. */
function readDockerfile(source: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let open: { line: number; text: string } | undefined;
  const continues = /^#\s*escape\s*=\s*`/im.test(source) ? '`' : '\\';
  for (const [at, raw] of source.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    const goesOn = raw.trimEnd().endsWith(continues);
    const part = goesOn ? raw.trimEnd().slice(0, -1) : raw;
    open = { line: open?.line ?? at + 1, text: `${open?.text ?? ''} ${part}` };
    if (goesOn) continue;
    found.push({ line: open.line, text: flat(open.text) });
    open = undefined;
  }
  return open === undefined ? found : [...found, { line: open.line, text: flat(open.text) }];
}

/** The line where the instruction begins that a builder quotes, `RUN echo hello &&     exit 3`. */
export function lineOfStep(source: string, step: string): number | undefined {
  const wanted = flat(step);
  const all = readDockerfile(source);
  const same = all.find(({ text }) => text.toLowerCase() === wanted.toLowerCase());
  // Builders put the values of variables in, so that only the beginning is the same.
  return (same ?? all.find(({ text }) => text.includes('$') && alike(text, wanted)))?.line;
}

/** The images that a Dockerfile takes from elsewhere, arguments filled in; stages of its own and `scratch` are none. */
export function baseImages(source: string, buildArgs: Texts): readonly string[] {
  const args: Record<string, string> = {};
  const stages = new Set<string>(['scratch']);
  const bases = new Set<string>();
  const take = (written: string) => {
    const reference = filled(unquoted(written), args);
    if (reference !== '' && !/^\d+$/.test(reference) && !stages.has(reference.toLowerCase())) bases.add(reference);
  };
  for (const { text } of readDockerfile(source)) {
    const [, name, fallback] = /^ARG\s+(\w+)(?:=(\S*))?$/i.exec(text) ?? [];
    if (name !== undefined && stages.size === 1) args[name] = buildArgs[name] ?? unquoted(fallback ?? '');
    const [, copied] = /^(?:COPY|ADD|RUN)\s.*?--(?:from=|mount=\S*?\bfrom=)([^\s,]+)/i.exec(text) ?? [];
    if (copied !== undefined) take(copied);
    const [, reference, stage] = /^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?$/i.exec(text) ?? [];
    if (reference === undefined) continue;
    take(reference);
    stages.add((stage ?? `stage ${stages.size}`).toLowerCase());
  }
  return [...bases];
}

const filled = (text: string, args: Texts): string =>
  text.replace(/\$\{?(\w+)(?::-([^}]*))?\}?/g, (_, key, other) => args[key] || other || '');

const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/, '$2');

const alike = (text: string, step: string) => {
  const start = text.slice(0, text.indexOf('$'));
  return start.length > 4 && step.startsWith(start);
};
