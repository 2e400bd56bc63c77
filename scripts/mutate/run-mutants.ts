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
  /** Plays the tests without any inversion; throws when they fail. Afterwards it is known which of them reaches what. */
  rehearse(): Promise<void>;
  /** Plays what reaches the mutant, the quickest first, until one fails. */
  play(mutant: Mutant): Promise<MutantEnd>;
  remove(): void;
}

const copied = [
  'packages',
  'actions',
  'local-aws',
  'schemas',
  '__tests__',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
];

/** Longest time that the tests of one mutant may take, in milliseconds: an inverted condition may wait for ever. */
const patience = 120_000;

/** A copy of the project in which every condition of `sources` can be inverted by its number, with the tests that judge. */
export function openField(sources: readonly string[], tests: readonly string[]): MutantField {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const mutants: Mutant[] = [];
  for (const file of globSync([...sources], { cwd: folder }).sort()) {
    const { text, conditions } = plantSwitches(readFileSync(join(folder, file), 'utf8'), mutants.length);
    writeFileSync(join(folder, file), text);
    mutants.push(...conditions.map((condition, index) => ({ ...condition, file, number: mutants.length + index })));
  }
  writeFileSync(join(folder, 'jest.config.js'), configWithSwitch(folder));
  writeFileSync(join(folder, 'switch.mjs'), theSwitch);
  const reached = new Map<string, ReadonlySet<number>>();
  const took = new Map<string, number>();
  const files = globSync([...tests], { cwd: folder }).sort();
  return {
    mutants,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    async rehearse() {
      for (const file of files) {
        const notes = join(folder, 'reached.txt');
        rmSync(notes, { force: true });
        const started = Date.now();
        if (!(await passes(folder, [file], { MUTANT_NOTES: notes }))) throw new Error(`${file} fails without a mutant`);
        took.set(file, Date.now() - started);
        const numbers = globSync('reached.txt', { cwd: folder }).length > 0 ? readFileSync(notes, 'utf8') : '';
        reached.set(file, new Set(numbers.split('\n').filter(Boolean).map(Number)));
      }
    },
    async play(mutant) {
      const judges = files
        .filter((file) => reached.get(file)?.has(mutant.number))
        .sort((a, b) => (took.get(a) ?? 0) - (took.get(b) ?? 0));
      if (judges.length === 0) return { mutant, end: 'not reached' };
      for (const judge of judges) {
        if (!(await passes(folder, [judge], { MUTANT: String(mutant.number) }))) return { mutant, end: 'killed' };
      }
      return { mutant, end: 'survived' };
    },
  };
}

/** The switch of the sources: inverts the condition of the number in `MUTANT`, or notes which are looked at. */
const theSwitch = `import { appendFileSync } from 'node:fs';
const wanted = process.env.MUTANT === undefined ? -1 : Number(process.env.MUTANT);
const notes = process.env.MUTANT_NOTES;
const seen = new Set();
globalThis.invertible = (number, value) => {
  if (notes !== undefined && !seen.has(number)) {
    seen.add(number);
    appendFileSync(notes, number + '\\n');
  }
  return number === wanted ? !value : value;
};
`;

const configWithSwitch = (folder: string): string =>
  readFileSync(join(folder, 'jest.config.js'), 'utf8').replace(
    'setupFiles: [',
    "setupFiles: ['<rootDir>/switch.mjs', ",
  );

async function passes(folder: string, tests: readonly string[], variables: Record<string, string>): Promise<boolean> {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const options = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', jest];
  const child: ChildProcess = spawn(
    process.execPath,
    [...options, '--rootDir', folder, '--runInBand', '--bail', '--silent', '--runTestsByPath', ...tests],
    { cwd: folder, stdio: 'ignore', env: { ...process.env, FC_SEED: '1', PROPERTY_SHRINK: '0', ...variables } },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject).on('close', resolve);
  const code = await promise;
  clearTimeout(timer);
  return code === 0;
}
