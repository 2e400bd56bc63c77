import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { editHosts, withHost, withoutHosts } from '../../scripts/lab/edit-hosts.ts';
import { leftovers } from '../../scripts/lab/end-leftovers.ts';
import { type Lab, labEnvironment, readLab } from '../../scripts/lab/lab-file.ts';
import { cacheFolder, freeNetwork } from '../../scripts/lab/plan-lab.ts';
import { mountsUnder } from '../../scripts/lab/remove-mounts.ts';
import { hasSysResource } from '../../scripts/lab/start-engine.ts';

const lab: Lab = {
  v: 1,
  folder: '/shop/.lab',
  path: '/shop/.lab/bin',
  docker: { host: 'unix:///run/x/docker.sock', config: '/shop/.lab/docker', builder: 'lab' },
  aws: {
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-central-1',
    account: '123456789012',
    registry: '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
    certificate: '/shop/.lab/certificates/registry.pem',
    controls: 'http://127.0.0.1:1/_local-aws',
  },
  ministack: { endpoint: 'http://127.0.0.1:2' },
  postgres: { port: 3, user: 'lab', password: 'secret', fromHost: 'postgres://a', fromContainers: 'postgres://b' },
  github: { api: 'http://127.0.0.1:4', oidc: 'http://127.0.0.1:4/token?v=1', token: 'tok', oidcToken: 'oidctok' },
  images: { python: 'lab/python:1', web: 'lab/busybox:1' },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-plan-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what a lab says of itself', () => {
  test('is what was written; nothing before the first up', () => {
    expect(readLab(folder)).toBeUndefined();
    writeFileSync(join(folder, 'lab.json'), JSON.stringify(lab));
    expect(readLab(folder)).toEqual(lab);
  });

  test('is refused when another version wrote it', () => {
    writeFileSync(join(folder, 'lab.json'), JSON.stringify({ ...lab, v: 2 }));
    expect(() => readLab(folder)).toThrow('npm run lab -- down, then up');
  });

  test('gives a step its tools first, its own HOME, and every address', () => {
    const environment = labEnvironment(lab, '/usr/bin');
    expect(environment.PATH).toBe('/shop/.lab/bin:/usr/bin');
    expect(environment).toMatchObject({
      HOME: '/shop/.lab/home',
      DOCKER_HOST: lab.docker.host,
      DOCKER_CONFIG: lab.docker.config,
      AWS_ENDPOINT_URL: lab.aws.endpoint,
      AWS_REGION: 'eu-central-1',
      GITHUB_API_URL: lab.github.api,
      ACTIONS_ID_TOKEN_REQUEST_URL: lab.github.oidc,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidctok',
    });
  });
});

describe('/etc/hosts', () => {
  const own = '127.0.0.1 localhost\n10.0.0.1 db # mine\n';
  const registry = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

  test.each([
    ['a usual file', own],
    ['one without an end of its last line', own.trimEnd()],
    ['an empty one', ''],
  ])('%s gets one line, however often, and has it no more afterwards', (_, text) => {
    const once = withHost(text, registry);
    expect(once.split('\n')).toContain(`127.0.0.1 ${registry} # deploy-actions lab`);
    expect(withHost(once, registry)).toBe(once);
    expect(withoutHosts(once).trimEnd()).toBe(text.trimEnd());
  });

  test('another name of a lab replaces the one that was there', () => {
    const text = withHost(withHost(own, 'old.example'), registry);
    expect(text).not.toContain('old.example');
    expect(text).toContain('10.0.0.1 db # mine');
  });

  test('is written only when it changes, and in place', () => {
    const path = join(folder, 'hosts');
    writeFileSync(path, own);
    expect(editHosts(withoutHosts, path)).toBe(false);
    expect(editHosts((text) => withHost(text, registry), path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(withHost(own, registry));
  });
});

test.each([
  ['none taken', ['127.0.0.1', '192.168.1.2'], '172.29.64'],
  ['the first taken', ['172.29.64.1'], '172.29.65'],
  ['a longer number is another network', ['172.29.6.1', '172.29.640.1'], '172.29.64'],
  ['a gap', ['172.29.64.1', '172.29.66.1'], '172.29.65'],
])('the network of containers: %s', (_, addresses, network) => {
  expect(freeNetwork(addresses)).toBe(network);
});

test.each([
  [{ DEPLOY_ACTIONS_LAB_CACHE: '/a', XDG_CACHE_HOME: '/b' }, '/a'],
  [{ DEPLOY_ACTIONS_LAB_CACHE: '', XDG_CACHE_HOME: '/b' }, '/b/deploy-actions/lab'],
])('tools are kept where %p says', (env, path) => {
  expect(cacheFolder(env)).toBe(path);
});

test.each([
  ['all capabilities', 'CapBnd:\t000001ffffffffff\n', true],
  ['all but SYS_RESOURCE', 'CapBnd:\t000001fffeffffff\n', false],
  ['a kernel that does not say', 'Name:\tnode\n', true],
])('runc is given what the machine has: %s', (_, status, has) => {
  expect(hasSysResource(status)).toBe(has);
});

test('mounts of this lab only are undone, the innermost first', () => {
  const line = (path: string) => `36 35 98:0 / ${path} rw,noatime master:1 - ext4 /dev/root rw`;
  const paths = ['/', '/var/lib/l/1/engine', '/var/lib/l/1/engine/merged', '/var/lib/l/12/engine', '/run/l/1/netns'];
  expect(mountsUnder(['/var/lib/l/1', '/run/l/1'], paths.map(line).join('\n'))).toEqual([
    '/run/l/1/netns',
    '/var/lib/l/1/engine/merged',
    '/var/lib/l/1/engine',
  ]);
});

test('left over is what names the folder of this lab, and what runs in its containers, which end first', () => {
  const id = 'ab'.repeat(32);
  const other = 'cd'.repeat(32);
  const program = (pid: number, command: string, group = '/') => ({ pid, command, groups: `1:name=systemd:${group}` });
  const keeper = (run: string, which: string) =>
    `containerd-shim-runc-v2 -namespace moby -id ${which} -address ${run}/c.sock`;
  const found = leftovers('/run/l/1', [
    program(1, 'init'),
    program(10, keeper('/run/l/1', id)),
    program(11, 'sleep 1000', `/docker/${id}`),
    program(20, keeper('/run/l/12', other)),
    program(21, 'sleep 1000', `/docker/${other}`),
  ]);
  expect(found.map(({ pid }) => pid)).toEqual([11, 10]);
});
