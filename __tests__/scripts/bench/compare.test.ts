import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isLikeOfficial, likeOfficial } from '../../../scripts/bench/contestant.ts';
import { type Figure, printComparison, tellFigure } from '../../../scripts/bench/figure.ts';
import { stagePeers } from '../../../scripts/bench/stage-peers.ts';
import { openShop } from '../../support/shop.ts';

const never = Number.POSITIVE_INFINITY;

test.each<[string, Figure, string]>([
  ['several values', { unit: 'ms', values: [1_000, 3_400, 1_400] }, '1.4 s (worst 3.4 s)'],
  ['values alike', { unit: 'ms', values: [2_000, 2_010] }, '2.0 s'],
  ['some that never came', { unit: 'ms', values: [1_000, never, never] }, '1.0 s, never in 2 of 3'],
  ['none that came', { unit: 'ms', values: [never, never], said: 'GREEN in 2 of 2' }, 'never, GREEN in 2 of 2'],
  ['nothing measured', { unit: 'ms', values: [] }, 'not measured'],
  ['bytes', { unit: 'bytes', values: [3_031_232] }, '3.03 MB'],
])('%s', (_, figure, told) => {
  expect(tellFigure(figure)).toBe(told);
});

test('the table has a column for each contestant, in their order', () => {
  const calls = (value: number): Figure => ({ unit: 'calls', values: [value] });
  const table = printComparison(['ours', 'theirs'], [{ what: 'polls', figures: [calls(25), calls(9)] }]);
  expect(table.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
    '| what | ours | theirs |',
    '|-------|------|--------|',
    '| polls | 25 | 9 |',
  ]);
});

describe('released actions in a folder', () => {
  let folder = '';
  let target = '';
  beforeEach(() => {
    [folder, target] = ['peers-', 'staged-'].map((name) => mkdtempSync(join(tmpdir(), name))) as [string, string];
  });
  afterEach(() => {
    for (const place of [folder, target]) rmSync(place, { recursive: true, force: true });
  });

  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const action = (main: string, ...inputs: readonly string[]) =>
    JSON.stringify({ inputs: Object.fromEntries(inputs.map((name) => [name, {}])), runs: { using: 'node24', main } });

  test('are laid out as ours are, with their chunks and their version', () => {
    write('deploy/action.yml', action('dist/main.js', 'service'));
    write('deploy/package.json', '{ "version": "2.6.3" }');
    write('deploy/dist/main.js', 'main');
    write('deploy/dist/7.index.js', 'chunk');
    write('deploy/source/big.js', 'x'.repeat(1_000));
    write('notes/readme.md', 'no action');
    expect(stagePeers(folder, target)).toEqual([{ name: 'deploy', version: '2.6.3', inputs: ['service'], bytes: 9 }]);
    expect(readdirSync(join(target, 'deploy')).toSorted()).toEqual(['7.index.js', 'action.yml', 'index.js', 'main.js']);
    expect(readFileSync(join(target, 'deploy/index.js'), 'utf8')).toBe('main');
  });

  test('may be one checkout by itself', () => {
    write('action.yml', action('index.js'));
    write('index.js', '');
    const [peer] = stagePeers(folder, target);
    expect(peer).toMatchObject({ version: undefined, bytes: 0 });
    expect(existsSync(join(target, peer?.name ?? '', 'index.js'))).toBe(true);
  });

  test.each([
    ['is empty', {}, /no action in .*: neither action\.yml nor <name>\/action\.yml/],
    ['has one that is not built', { 'a/action.yml': action('dist/index.js') }, /a has no bundle: .* dist\/index\.js/],
    ['has a composite one', { 'b/action.yml': 'runs: { using: composite }' }, /b has no bundle: .* names none/],
  ])('are an error when the folder %s', (_, files, message) => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    expect(() => stagePeers(folder, target)).toThrow(message);
  });

  test('are an error when there is no such folder', () => {
    expect(() => stagePeers(join(folder, 'nowhere'), target)).toThrow(/^there is no folder .*nowhere$/);
  });

  test('with the inputs of the official one they deploy a file with the new image, and run a task', async () => {
    const inputs = ['task-definition', 'cluster', 'service', 'wait-for-service-stability', 'run-task'];
    const peer = { name: 'official', version: '2.6.3', inputs, bytes: 1 };
    expect([isLikeOfficial(peer), isLikeOfficial({ ...peer, inputs: inputs.slice(1) })]).toEqual([true, false]);
    const one = likeOfficial(peer, target, folder, { 'wait-max-delay-seconds': '15' });
    expect(one.title).toBe('official 2.6.3, wait-max-delay-seconds 15');
    const shop = await openShop();
    const deploy = one.deploy.inputs(shop, 'v2', true);
    expect(deploy).toMatchObject({
      service: 'web',
      'wait-for-service-stability': 'true',
      'wait-max-delay-seconds': '15',
    });
    const written = JSON.parse(readFileSync(deploy['task-definition'] ?? '', 'utf8'));
    expect(written.containerDefinitions[0].image).toBe(shop.image('web', 'v2'));
    expect(one.task.inputs(shop)).toMatchObject({ 'run-task': 'true', 'wait-for-task-stopped': 'true' });
    expect(one.task.inputs(shop).service).toBeUndefined();
  });

  test.each([
    ['Run task failed: container app exited with code 3', true],
    ['exit code: 3', true],
    ['Run task failed: [null]', false],
    ['the task ended after 13 s', false],
  ])('%j says the exit code 3: %s', (message, says) => {
    const peer = { name: 'official', version: undefined, inputs: [], bytes: 1 };
    const annotations = [{ level: 'error', title: '', message }];
    expect(likeOfficial(peer, target, folder).saysExitCode({ lines: [], annotations, outputs: {} }, 3)).toBe(says);
  });
});
