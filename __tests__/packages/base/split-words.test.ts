import { expect, test } from '@jest/globals';
import { splitWords } from '#base/split-words';
import { commandWords } from '#ecs/command-words';
import { migrationInputs } from '#ecs/migrate/migration-inputs';
import { smokeCommand } from '#verification/smoke-command';

const words: readonly [string, readonly string[]][] = [
  ['alembic upgrade head', ['alembic', 'upgrade', 'head']],
  ['  npm run\n"my script" ', ['npm', 'run', 'my script']],
  ['./check --url=https://a/?x=1&y=2', ['./check', '--url=https://a/?x=1&y=2']],
  [`say 'it'"'"'s' ""`, ['say', "it's", '']],
  [`sh -c 'a && b > $LOG; c | d'`, ['sh', '-c', 'a && b > $LOG; c | d']],
  ['pip install "app>=2"', ['pip', 'install', 'app>=2']],
  ['["sh", "-c", "a && b"]', ['sh', '-c', 'a && b']],
];
test.each(words)('%s: the same words for a container and for a smoke test', (raw, argv) => {
  expect(splitWords(raw)).toEqual(argv);
  expect(commandWords.parse(raw)).toEqual(argv);
  expect(smokeCommand.parse(raw)).toEqual(argv);
});

const refused: readonly [string, RegExp][] = [
  ['a && b', /uses "&&", but no shell runs it: write it as a JSON list/],
  ['a&&b', /uses "&&"/],
  ['a &&b', /uses "&&"/],
  ['"a" || b', /uses "\|\|"/],
  ['a|b', /uses "\|"/],
  ['a; b', /uses ";"/],
  ['a &', /uses "&"/],
  ['a >log', /uses ">"/],
  ['a>>log', /uses ">>"/],
  ['a 2>&1', /uses "2>&1"/],
  ['a <in', /uses "<"/],
  ['a $B', /shell only.*JSON list/],
  ['a "$B && c"', /shell only/],
  ['a\\ b', /shell only/],
  ['a `b`', /shell only/],
  ['a "b', /quote that is not closed/],
  ["a 'b", /quote that is not closed/],
  ['["a", 1]', /not a list of strings/],
  ['["a"', /not a list of strings/],
];
test.each(refused)('%s is refused by both', (raw, message) => {
  expect(() => splitWords(raw)).toThrow(message);
  expect(() => commandWords.parse(raw)).toThrow(message);
  expect(() => smokeCommand.parse(raw)).toThrow(message);
});

test('a row of migrations is refused at its path', async () => {
  const { kind } = migrationInputs.migrations;
  const rows = '- { name: patient, service: api, command: alembic upgrade head && seed }';
  await expect(kind.parse(rows)).rejects.toThrow('row 1, command: ');
});
