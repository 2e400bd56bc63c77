import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findImage, type LocalImages, readImage } from '../../../local-aws/runtimes/process-images.ts';

const image = (directory: string) => ({ directory, command: ['node', 'server.js'] });
const images: LocalImages = new Map([
  ['shop/web@sha256:aa', image('by digest')],
  ['shop/web:v1', image('by tag')],
  ['worker', image('any')],
  ['plain:latest', image('latest')],
]);
const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

test.each([
  [`${host}/shop/web@sha256:aa`, 'by digest'],
  [`${host}/shop/web:v1@sha256:aa`, 'by digest'],
  [`${host}/shop/web:v1`, 'by tag'],
  ['shop/web:v1', 'by tag'],
  ['localhost:5000/shop/web:v1', 'by tag'],
  [`${host}/shop/web:v1@sha256:bb`, 'by tag'],
  [`${host}/worker:v9`, 'any'],
  ['worker@sha256:cc', 'any'],
  ['plain', 'latest'],
  [`${host}/shop/web:v2`, undefined],
  [`${host}/shop/web@sha256:bb`, undefined],
  ['other/worker:v1', undefined],
])('%s is %s', (reference, directory) => {
  expect(findImage(images, reference)?.directory).toBe(directory);
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'images-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

test('a folder is an image by its container.json', () => {
  const root = folderWith({ 'container.json': '{"command":["node","a.js"],"environment":{"A":"1"}}' });
  expect(readImage(root)).toEqual({ directory: root, command: ['node', 'a.js'], environment: { A: '1' } });
});

describe('a folder that is no image says why', () => {
  test.each([
    ['without the file', {}, 'no container.json'],
    ['without a command', { 'container.json': '{"command":[]}' }, 'container.json: '],
    ['without JSON', { 'container.json': 'command: node' }, 'JSON'],
  ])('%s', (_name, files, message) => {
    expect(() => readImage(folderWith(files))).toThrow(message);
  });
});
