import { availableParallelism } from 'node:os';
import { explanations } from './mutate/explanations.ts';
import { type MutantEnd, openField } from './mutate/run-mutants.ts';

// Inverts every condition of the follower, the watcher and the causes, one at a time, and shows which the tests do not
// notice: `npm run test:mutants [part of a path]`. Green when nine in ten are noticed and each of the others is explained.

const bar = 0.9;
const sources = ['packages/ecs/follow/*.ts', 'packages/ecs/diagnose/**/*.ts', 'packages/rollout/follow.ts'];
const tests = [
  '__tests__/packages/ecs/{watch,causes,rolling,reconcile,go-back}*.test.ts',
  '__tests__/packages/rollout/*.test.ts',
  '__tests__/actions/{verdicts,faults,cancel,dead-runs,rollback,several-services}.test.ts',
  '__tests__/matrix/*.test.ts',
  '__tests__/properties/cases.test.ts',
];

const field = openField(sources, tests);
try {
  const chosen = field.mutants.filter(({ file }) => file.includes(process.argv[2] ?? ''));
  console.log(`${chosen.length} conditions`);
  await field.rehearse();
  const ends = await playAll();
  show(ends);
  async function playAll(): Promise<readonly MutantEnd[]> {
    const left = [...chosen];
    const done: MutantEnd[] = [];
    const lane = async () => {
      for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
        const end = await field.play(mutant);
        done.push(end);
        if (end.end !== 'killed') console.log(`${end.end.padEnd(11)}  ${mutant.file}:${mutant.line}  ${mutant.text}`);
        if (done.length % 50 === 0) console.log(`${done.length} of ${chosen.length}`);
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
    return done;
  }
} finally {
  field.remove();
}

function show(ends: readonly MutantEnd[]): void {
  const alive = ends.filter(({ end }) => end !== 'killed');
  const unexplained = alive.filter(({ mutant }) => explanations[`${mutant.file}: ${mutant.text}`] === undefined);
  const share = 1 - alive.length / ends.length;
  console.log(
    `${ends.length - alive.length} of ${ends.length} noticed: ${(share * 100).toFixed(1)} % (bar ${bar * 100} %)`,
  );
  console.log(`${alive.length - unexplained.length} explained, ${unexplained.length} not:`);
  for (const { mutant } of unexplained) console.log(`  ${mutant.file}:${mutant.line}  ${mutant.text}`);
  process.exitCode = share >= bar && unexplained.length === 0 ? 0 : 1;
}
