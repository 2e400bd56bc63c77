import { availableParallelism } from 'node:os';
import { explanations } from './mutate/explanations.ts';
import { type MutantEnd, openField } from './mutate/run-mutants.ts';

// Inverts every condition of the follower, the watcher, the causes and how they are shown, one at a time, and shows which the tests do not
// notice: `npm run test:mutants [parts of paths, by commas [part of a test's path]]`. Green when nine in ten are noticed and each of the others is explained.

const bar = 0.9;
const watching = '__tests__/packages/ecs/{watch,rolling}*.test.ts';
const matrix = '__tests__/matrix/{found,matrix-*}.test.ts';
/** Sources, and the tests that must notice what changes in them: few, since what nobody notices is played by all. */
const judges: Readonly<Record<string, readonly string[]>> = {
  'packages/ecs/follow/*.ts': [
    watching,
    '__tests__/packages/ecs/{follow-platform,newest-part,targets-of-services}.test.ts',
    matrix,
  ],
  'packages/ecs/diagnose/*.ts': ['__tests__/packages/ecs/{causes,read-stopped-tasks}*.test.ts'],
  'packages/ecs/diagnose/causes/*.ts': ['__tests__/packages/ecs/causes*.test.ts'],
  'packages/report/annotate.ts': ['__tests__/packages/report/{annotate,closing,renderings}.test.ts'],
  'packages/rollout/follow.ts': ['__tests__/packages/rollout/follow*.test.ts', matrix],
};

const field = openField(judges, process.argv[3]);
try {
  const chosen = field.mutants.filter(({ file }) =>
    (process.argv[2] ?? '').split(',').some((part) => file.includes(part)),
  );
  console.log(`${chosen.length} conditions`);
  await field.rehearse(chosen);
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
