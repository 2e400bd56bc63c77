import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Finding } from './finding.ts';

/** `FAIL  secrets: container app, DATABASE_URL: there is no parameter /shop/database → Create …`. */
export const findingLine = ({ level, check, where, what, fix }: Finding): string =>
  `${level.padEnd(4)}  ${check}: ${where}: ${what}${fix === undefined ? '' : ` → ${fix.replaceAll('\n', ' ')}`}`;

/** Findings that fail, as causes; each has the others as evidence. */
export function failuresOf(found: readonly Finding[]): readonly Diagnosis[] {
  const failing = found.filter(({ level }) => level === 'FAIL');
  return failing.map(({ code = 'unknown', where, what, fix }, at) =>
    diagnosis(code, {
      what: `${where}: ${what}`,
      where,
      evidence: failing.filter((_, other) => other !== at).map(findingLine),
      ...(fix === undefined ? {} : { fix }),
    }),
  );
}
