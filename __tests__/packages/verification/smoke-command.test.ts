import { expect, test } from '@jest/globals';
import { smokeCommand } from '#verification/smoke-command';

const words: readonly [string, readonly string[]][] = [
  ['npm run smoke', ['npm', 'run', 'smoke']],
  ['  ./smoke.sh\n--url=https://a/?x=1&y=2 ', ['./smoke.sh', '--url=https://a/?x=1&y=2']],
  [`curl -H "Accept: text/plain" 'a$b'`, ['curl', '-H', 'Accept: text/plain', 'a$b']],
  [`say 'it'"'"'s' ""`, ['say', "it's", '']],
  ['["sh", "-c", "curl -f $URL | grep ok"]', ['sh', '-c', 'curl -f $URL | grep ok']],
];
test.each(words)('%s', (raw, argv) => {
  expect(smokeCommand.parse(raw)).toEqual(argv);
});

const refused: readonly [string, RegExp][] = [
  ['curl -f $URL', /mean something to a shell only.*JSON list/],
  ['echo "$URL"', /shell only/],
  ['echo a\\ b', /shell only/],
  ['echo `date`', /shell only/],
  ['curl a | grep ok', /uses "\|"/],
  ['test a && test b', /uses "&&"/],
  ['cd app; ./smoke', /uses ";"/],
  ['echo "open', /quote that is not closed/],
  ["echo 'open", /quote that is not closed/],
  ['["sh", 1]', /not a list of strings/],
  ['["sh"', /not a list of strings/],
  ['[]', /names no program/],
  ["''", /names no program/],
];
test.each(refused)('%s is refused: no shell runs it', (raw, message) => {
  expect(() => smokeCommand.parse(raw)).toThrow(message);
});
