import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { FailureEvidence } from '#ecs/diagnose/causes/evidence';
import { explainFailure } from '#ecs/diagnose/causes/explain-failure';
import { type ReasonCode, reasons } from '#report/reasons';
import { otherWords, reword, type Twin, withoutFacts, wordsOf } from '../cases/reword.ts';
import { type AwsText, awsTexts, literally } from './aws-texts.ts';
import { root, typeScriptIn } from './source-files.ts';

// The promise: a text of AWS that a case uses stands in a texts file with its source, and wording alone decides nothing
// (docs/decisions/0006-wording-alone-decides-nothing.md). Files, texts and cases are found, nobody has to list them.

interface EvidenceCase {
  readonly name: string;
  readonly code: ReasonCode;
  readonly evidence: FailureEvidence;
  readonly facts?: ReasonCode;
}

interface CaseFile {
  readonly path: string;
  readonly text: string;
  readonly evidence: readonly EvidenceCase[];
  readonly twins: readonly Twin[];
}

async function readCases(): Promise<readonly CaseFile[]> {
  const folder = join(root, '__tests__/cases');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    names.map(async (name) => {
      const exported: Record<string, unknown> = await import(`../cases/${name}`);
      const rows = Object.values(exported).flatMap((value): unknown[] => (Array.isArray(value) ? value : []));
      return {
        path: `__tests__/cases/${name}`,
        text: readFileSync(join(folder, name), 'utf8'),
        evidence: rows.filter(isEvidenceCase),
        twins: rows.filter(isTwin),
      };
    }),
  );
}

const has = (value: unknown, ...names: readonly string[]): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && names.every((name) => name in value);
const isEvidenceCase = (row: unknown): row is EvidenceCase =>
  has(row, 'code', 'evidence') && has(row.evidence, 'tasks');
const isTwin = (row: unknown): row is Twin => has(row, 'words', 'facts', 'run');

const texts = await awsTexts();
const caseFiles = await readCases();
const evidenceCases = caseFiles.flatMap(({ evidence }) => evidence);
const twins = caseFiles.flatMap(({ twins: found }) => found);

/** Whether AWS says this, by a texts file; a word that stands in another one of the same case is part of it. */
const isKnown = (word: string): boolean => texts.some(({ patterns }) => patterns.some((one) => one.test(word)));
const isPart = (word: string, all: readonly string[]): boolean =>
  all.some((other) => other !== word && other.includes(word) && isKnown(other));
/** What the follower puts in front: the name of an alarm, docker's code. */
const bare = (word: string): string => word.replace(/^(?:[^:]+: )+?(?=[A-Z])/, '');

describe('sources', () => {
  const guides = [...readFileSync(join(root, 'docs/aws-behaviour.md'), 'utf8').matchAll(/^\| `([\w-]+)\/` \|/gm)].map(
    ([, guide]) => guide,
  );
  const form = new RegExp(
    `^(?:M [\\w-]+|D (?:${guides.join('|')})/[\\w.-]+|F (?:\\?|[\\w.-]+/[\\w.-]+(?:#\\d+|:[\\w./-]+))|\\?|ours)$`,
  );

  test('texts are found, and their guides', () => {
    expect(texts.length).toBeGreaterThan(100);
    expect(guides).toContain('ecs');
  });

  test('every text has exactly one, in the form that docs/aws-behaviour.md gives', () => {
    const wrong = texts.filter(({ sources }) => sources.length !== 1 || !form.test(sources[0] ?? ''));
    expect(wrong.map(({ file, name, sources }) => `${file} ${name}: [${sources.join('] [')}]`)).toEqual([]);
  });

  test.each(['', 'F', 'D', 'D nowhere/page', 'F somebody', 'seen'])('[%s] is none', (source) => {
    expect(form.test(source)).toBe(false);
  });
});

describe('texts stand in texts files', () => {
  test('what AWS says in the evidence of a case', () => {
    const unknown = evidenceCases.flatMap(({ name, evidence }) => {
      const words = wordsOf(evidence);
      return words
        .filter((word) => !isKnown(word) && !isKnown(bare(word)) && !isPart(word, words))
        .map((word) => `${name}: ${word}`);
    });
    expect(unknown).toEqual([]);
  });

  test('what AWS says in a case that is played', () => {
    expect(twins.filter(({ words }) => !isKnown(words) && !isKnown(bare(words))).map(({ words }) => words)).toEqual([]);
  });

  test('no case repeats a text, or gives an answer of AWS words of its own', () => {
    const fields = /\b(?:description|stoppedReason|statusReason|rolloutStateReason): ['"`]/;
    const fault = /kind: 'error'[^}]*?\bmessage: ['"`]/;
    const repeats = caseFiles.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index, lines) => {
        const literals = [...line.matchAll(/'((?:[^'\\]|\\.){12,})'|"((?:[^"\\]|\\.){12,})"/g)];
        const repeated = literals.some(([, one, other]) => isSpecific(one ?? other ?? ''));
        const around = line.includes('message:') ? lines.slice(Math.max(0, index - 4), index + 1).join('\n') : '';
        return repeated || fields.test(line) || fault.test(around) ? [`${path}:${index + 1} ${line.trim()}`] : [];
      }),
    );
    expect(repeats).toEqual([]);
  });

  test('local-aws answers with no sentence that stands elsewhere', () => {
    const thrown = typeScriptIn('local-aws')
      .filter(({ path }) => !path.endsWith('texts.ts'))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/new AwsFault\(\s*'[\w.]+',\s*(['"`])(?!local-aws )(.*?)\1/gs)].map(
          (found) => `${path}: ${found[2]}`,
        ),
      );
    expect(thrown).toEqual([]);
  });
});

/** Whether a literal is a text of AWS and not just anything that a text of few fixed words could be. */
const isSpecific = (literal: string): boolean =>
  texts.some(({ patterns }) =>
    patterns.some((one) => one.test(literal) && one.source.replaceAll('.*?', '').replace(/\W/g, '').length >= 12),
  );

describe('every case in which AWS speaks has a twin', () => {
  const used = (file: CaseFile): readonly AwsText[] => {
    const imported = [...file.text.matchAll(/import \{([^}]*)\} from '..\/..\/local-aws\/((?:[\w-]+\/)?texts\.ts)'/g)];
    return imported.flatMap(([, names = '', path = '']) =>
      texts.filter(
        ({ file: from, name }) =>
          from === `local-aws/${path}` &&
          names.split(',').some((one) => one.trim() === name.split('.')[0]) &&
          new RegExp(`\\b${literally(name)}\\b`).test(file.text.replace(/^import [^;]*;/gm, '')),
      ),
    );
  };
  const speaks = (one: AwsText, words: readonly string[]): boolean =>
    one.patterns.some((pattern) => {
      const anywhere = new RegExp(pattern.source.replace(/^\^|\$$/g, ''), 's');
      return words.some((word) => anywhere.test(word));
    });

  test('each text that a file of cases takes is spoken in one', () => {
    const silent = caseFiles.flatMap((file) => {
      const words = [
        ...file.evidence.flatMap(({ evidence }) => wordsOf(evidence)),
        ...file.twins.map((one) => one.words),
      ];
      return used(file)
        .filter((one) => !speaks(one, words))
        .map(({ name }) => `${file.path}: ${name}`);
    });
    expect(silent).toEqual([]);
  });

  test('rooms that AWS speaks to are there', () => {
    expect(evidenceCases.length).toBeGreaterThan(20);
    const files = caseFiles.filter((file) => file.twins.length > 0).map(({ path }) => path);
    for (const room of ['ecr', 'rds', 'verification']) expect(files).toContain(`__tests__/cases/${room}.ts`);
  });
});

describe('in other words', () => {
  test.each(evidenceCases)('$code: $name: what the facts alone tell, without them nothing', (one) => {
    const { evidence, code, facts = 'unknown' } = one;
    expect(explainFailure(evidence).code).toBe(code);
    const told = explainFailure(reword(evidence));
    expect(told.code).toBe(facts);
    const bareTold = explainFailure(withoutFacts(reword(evidence)));
    expect(bareTold.code).toBe('unknown');
    for (const word of wordsOf(withoutFacts(reword(evidence)))) {
      expect(told.evidence).toContain(word);
      expect(bareTold.evidence).toContain(word);
    }
    expect(Object.hasOwn(reasons, facts)).toBe(true);
  });

  test.each(twins)('$code: $name', async ({ words, code, facts, run }) => {
    const [said, reworded] = [await run(words), await run(otherWords(0))];
    expect([said.code, reworded.code]).toEqual([code, facts]);
    expect(reworded.evidence.join('\n').includes(otherWords(0))).toBe(said.evidence.join('\n').includes(words));
  });
});
