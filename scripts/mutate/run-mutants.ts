import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../actions.ts';
import type { Condition } from './find-conditions.ts';
import { plantSwitches } from './plant-switches.ts';

export interface Mutant extends Condition {
  readonly number: number;
  /** Path of the source below the root. */
  readonly file: string;
}

export interface MutantEnd {
  readonly mutant: Mutant;
  /** `not reached`: no test of the list looks at the condition. */
  readonly end: 'killed' | 'survived' | 'not reached';
}

export interface MutantField {
  readonly mutants: readonly Mutant[];
  /** Plays the judges of these mutants without any inversion; throws when they fail. Then it is known which reaches what. */
  rehearse(mutants: readonly Mutant[]): Promise<void>;
  /** Plays what reaches the mutant until one fails: first what is quick and has noticed most in the same source. */
  play(mutant: Mutant): Promise<MutantEnd>;
  remove(): void;
}

const copied = [
  'packages',
  'actions',
  'local-aws',
  'local-github',
  'schemas',
  'scripts',
  '__tests__',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
];

/** An inverted condition may wait for ever: a test may take so many times as long as without, and these ms more. */
const patience = { times: 4, more: 20_000 };

/**
 * A copy of the project in which every condition of the sources can be inverted by its number. `judges`: tests by source, of which
 * those whose path has `only` play.
 */
export function openField(judges: Readonly<Record<string, readonly string[]>>, only = ''): MutantField {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const mutants: Mutant[] = [];
  const judgesOf = new Map<string, readonly string[]>();
  for (const [source, tests] of Object.entries(judges)) {
    const files = globSync([...tests], { cwd: folder })
      .filter((path) => path.includes(only))
      .sort();
    for (const file of globSync(source, { cwd: folder })) judgesOf.set(file, files);
  }
  for (const file of [...judgesOf.keys()].sort()) {
    const { text, conditions } = plantSwitches(readFileSync(join(folder, file), 'utf8'), mutants.length);
    writeFileSync(join(folder, file), text);
    mutants.push(...conditions.map((condition, index) => ({ ...condition, file, number: mutants.length + index })));
  }
  writeFileSync(join(folder, 'jest.config.js'), configWithSwitch(folder));
  writeFileSync(join(folder, 'switch.mjs'), theSwitch);
  const reached = new Map<string, ReadonlySet<number>>();
  const took = new Map<string, number>();
  const noticed = new Map<string, number>();
  const costOf = (file: string, judge: string) => (took.get(judge) ?? 0) / (1 + (noticed.get(`${file} ${judge}`) ?? 0));
  return {
    mutants,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    async rehearse(chosen) {
      for (const file of new Set(chosen.flatMap((mutant) => judgesOf.get(mutant.file) ?? []))) {
        const notes = join(folder, 'reached.txt');
        rmSync(notes, { force: true });
        const started = Date.now();
        if (!(await passes(folder, [file], { MUTANT_NOTES: notes }, 600_000)))
          throw new Error(`${file} fails without a mutant`);
        took.set(file, Date.now() - started);
        const numbers = globSync('reached.txt', { cwd: folder }).length > 0 ? readFileSync(notes, 'utf8') : '';
        reached.set(file, new Set(numbers.split('\n').filter(Boolean).map(Number)));
      }
    },
    async play(mutant) {
      const judges = [...(judgesOf.get(mutant.file) ?? [])]
        .filter((file) => reached.get(file)?.has(mutant.number))
        .sort((a, b) => costOf(mutant.file, a) - costOf(mutant.file, b));
      if (judges.length === 0) return { mutant, end: 'not reached' };
      for (const judge of judges) {
        const limit = patience.times * (took.get(judge) ?? 0) + patience.more;
        if (await passes(folder, [judge], { MUTANT: String(mutant.number) }, limit)) continue;
        const key = `${mutant.file} ${judge}`;
        noticed.set(key, (noticed.get(key) ?? 0) + 1);
        return { mutant, end: 'killed' };
      }
      return { mutant, end: 'survived' };
    },
  };
}

/** The switch of the sources: inverts the condition of the number in `MUTANT`, or lets nothing be its `case`; or notes which are looked at. */
const theSwitch = `import { appendFileSync } from 'node:fs';
const wanted = process.env.MUTANT === undefined ? -1 : Number(process.env.MUTANT);
const notes = process.env.MUTANT_NOTES;
const seen = new Set();
const isWanted = (number) => {
  if (notes !== undefined && !seen.has(number)) {
    seen.add(number);
    appendFileSync(notes, number + '\\n');
  }
  return number === wanted;
};
globalThis.invertible = (number, value) => (isWanted(number) ? !value : value);
globalThis.avoidable = (number, value) => (isWanted(number) ? Symbol('avoided') : value);
`;

const configWithSwitch = (folder: string): string =>
  readFileSync(join(folder, 'jest.config.js'), 'utf8').replace(
    'setupFiles: [',
    "setupFiles: ['<rootDir>/switch.mjs', ",
  );

/** Whether the tests pass within so many milliseconds. */
async function passes(
  folder: string,
  tests: readonly string[],
  variables: Record<string, string>,
  limit: number,
): Promise<boolean> {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest];
  const child: ChildProcess = spawn(
    process.execPath,
    [...options, '--rootDir', folder, '--runInBand', '--bail', '--silent', '--runTestsByPath', ...tests],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, FC_SEED: '1', PROPERTY_SHRINK: '0', ...variables } },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), limit);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', resolve);
  const code = await promise;
  clearTimeout(timer);
  return code === 0;
}
