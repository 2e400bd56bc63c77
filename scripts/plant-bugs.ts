/** Plants bugs one at a time and shows that the properties find each: `node scripts/plant-bugs.ts [part of a name]`. */
import { bugs } from './plant-bugs/bugs.ts';
import { plantBug } from './plant-bugs/plant-bug.ts';

const wanted = process.argv[2] ?? '';
let missed = 0;
for (const bug of bugs.filter(({ name }) => name.includes(wanted))) {
  const started = Date.now();
  const { found, output } = plantBug(bug);
  console.log(
    `${found ? 'found ' : 'MISSED'} ${bug.name} (${bug.property}, ${Math.round((Date.now() - started) / 1000)} s)`,
  );
  const said = output.split('\n').filter((line) => /Property failed|^\s+\+\s+"/.test(line));
  for (const line of said) console.log(`       ${line.trim().slice(0, 160)}`);
  if (found) continue;
  missed++;
  console.log(output.slice(-2_000));
}
process.exitCode = missed === 0 ? 0 : 1;
