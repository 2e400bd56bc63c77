import { describe, expect, test } from '@jest/globals';
import { readOptions } from '../../../local-aws/program/read-options.ts';
import { readTiming } from '../../../local-aws/program/read-timing.ts';
import { fargateTiming, fastTiming } from '../../../local-aws/timing.ts';

describe('timing', () => {
  test.each([
    [[], fargateTiming],
    [['fast'], fastTiming],
    [['fast', 'steady=2000'], { ...fastTiming, steady: 2000 }],
    [['steady=2000', 'pull=0'], { ...fargateTiming, steady: 2000, pull: 0 }],
    [['steady=2000', 'fast'], fastTiming],
  ])('%j', (words, timing) => {
    expect(readTiming(words)).toEqual(timing);
  });

  test.each(['slow', 'steady', 'steady=', 'steady=soon', 'steady=-1', 'nothing=1'])('%s is none', (word) => {
    expect(() => readTiming([word])).toThrow(`FIELD=MILLISECONDS with a field of schedule, visible`);
  });
});

describe('options', () => {
  test('what is left out has a default', () => {
    expect(readOptions([], {})).toEqual({
      help: false,
      json: false,
      port: 4599,
      speed: 1,
      timing: fargateTiming,
      region: 'eu-central-1',
      account: '111122223333',
      clusters: [],
      repositories: [],
      secrets: [],
      runtime: 'scripted',
      images: [],
      identityProviders: [],
    });
  });

  test('of a lab', () => {
    const args =
      '--runtime docker --timing fast --registry-backend http://127.0.0.1:5050 --registry-port 443 --registry-certificate c.pem --registry-key k.pem --secret arn:a=b=c --seed-repository team/web --json';
    expect(readOptions(args.split(' '), { DOCKER_HOST: 'unix:///run/lab.sock' })).toMatchObject({
      json: true,
      runtime: 'docker',
      dockerHost: 'unix:///run/lab.sock',
      registrationMs: 200,
      secrets: [['arn:a', 'b=c']],
      repositories: ['team/web'],
      registry: {
        port: 443,
        backend: 'http://127.0.0.1:5050',
        certificate: 'c.pem',
        key: 'k.pem',
        createOnPush: false,
      },
    });
  });

  test('the option names the engine before the environment does', () => {
    const { dockerHost } = readOptions(['--docker-host', 'tcp://127.0.0.1:1'], { DOCKER_HOST: 'unix:///x' });
    expect(dockerHost).toBe('tcp://127.0.0.1:1');
  });

  test.each([
    ['--runtime podman', '--runtime is scripted, process or docker, not podman'],
    ['--port 70000', '--port is a port, not 70000'],
    ['--speed 0', '--speed is a number above 0, not 0'],
    ['--account 12', '--account is 12 digits, not 12'],
    ['--image app', '--image is NAME=FOLDER, not app'],
    ['--secret arn', '--secret is ARN=VALUE, not arn'],
    ['--registry-backend http://x', 'the registry needs --registry-port'],
    ['--registry-port 1 --registry-key k', '--registry-certificate and --registry-key belong together'],
    ['--registry-port 1 --registry-backend b --registry-folder f', 'one place keeps the layers, not both'],
    ['--portt 1', "Unknown option '--portt'"],
  ])('%s', (args, message) => {
    expect(() => readOptions(args.split(' '), {})).toThrow(message);
  });
});
