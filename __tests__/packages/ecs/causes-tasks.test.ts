import { describe, expect, test } from '@jest/globals';
import { type ContainerFacts, failingContainer, groupFailures, signatureOf } from '#ecs/diagnose/failing-container';
import { howItEnded } from '#ecs/diagnose/read-failures';
import type { StoppedContainer, StoppedTask } from '#ecs/diagnose/stopped-task';

// Which container ended a task, what the task has in common with others, and how that is said.

const facts = (name: string, essential: boolean): ContainerFacts => ({
  name,
  image: `${name}:1`,
  essential,
  secrets: {},
  variables: [],
});
const containers = [facts('api', true), facts('proxy', true), facts('agent', false)];
const task = (ends: readonly StoppedContainer[], more: Partial<StoppedTask> = {}): StoppedTask => ({
  arn: 'arn:aws:ecs:x:1:task/demo/1',
  id: '1',
  stopCode: 'EssentialContainerExited',
  containers: ends,
  ...more,
});
const killed = { name: 'proxy', exitCode: 137 };

describe('the container that ended a task', () => {
  test.each<readonly [string, readonly StoppedContainer[], string | undefined]>([
    ['of none', [], undefined],
    ['one that the definition does not have', [{ name: 'aws-guardduty-agent', exitCode: 1 }], undefined],
    ['what was killed comes after what ended by itself', [killed, { name: 'api', exitCode: 1 }], 'api'],
    ['and after what ended well', [killed, { name: 'api', exitCode: 0 }], 'api'],
    ['and before what never ran', [{ name: 'api' }, killed], 'proxy'],
    [
      'what ended well comes after what failed',
      [
        { name: 'proxy', exitCode: 0 },
        { name: 'api', exitCode: 1 },
      ],
      'api',
    ],
    ['and before what never ran, without a reason', [{ name: 'api' }, { name: 'proxy', exitCode: 0 }], 'proxy'],
    [
      'a reason tells most',
      [
        { name: 'proxy', exitCode: 1 },
        { name: 'api', reason: 'CannotStart' },
      ],
      'api',
    ],
    [
      'but not of what was killed',
      [
        { name: 'proxy', exitCode: 143, reason: 'stopped' },
        { name: 'api', exitCode: 1 },
      ],
      'api',
    ],
    [
      'unless for its memory',
      [
        { name: 'proxy', exitCode: 1 },
        { name: 'api', exitCode: 137, reason: 'OutOfMemoryError: x' },
      ],
      'api',
    ],
    [
      'which is no matter without a reason',
      [
        { name: 'api', exitCode: 137 },
        { name: 'proxy', exitCode: 1 },
      ],
      'proxy',
    ],
    [
      'unhealthy tells as much as an exit code',
      [
        { name: 'proxy', exitCode: 143 },
        { name: 'api', exitCode: 143, health: 'UNHEALTHY' },
      ],
      'api',
    ],
    [
      'healthy tells nothing',
      [
        { name: 'proxy', exitCode: 143 },
        { name: 'api', exitCode: 143, health: 'HEALTHY' },
      ],
      'proxy',
    ],
    [
      'of two alike the first',
      [
        { name: 'proxy', exitCode: 2 },
        { name: 'api', exitCode: 1 },
      ],
      'proxy',
    ],
    ['an essential one before any other', [{ name: 'agent', reason: 'CannotStart' }, { name: 'api' }], 'api'],
    ['another when there is no essential one in it', [{ name: 'agent', exitCode: 1 }], 'agent'],
  ])('%s', (_name, ends, name) => {
    expect(failingContainer(task(ends), containers)?.name).toBe(name);
  });

  test('any when the definition is not known', () => {
    expect(
      failingContainer(
        task([
          { name: 'x', exitCode: 0 },
          { name: 'y', exitCode: 2 },
        ]),
        [],
      )?.name,
    ).toBe('y');
  });

  test('any when the definition calls none essential', () => {
    const ends = [
      { name: 'agent', exitCode: 1 },
      { name: 'api', exitCode: 0 },
    ];
    expect(failingContainer(task(ends), [facts('api', false), facts('agent', false)])?.name).toBe('agent');
  });
});

const first = task([{ name: 'api', exitCode: 1, reason: 'Boom 12 of 9f3c2ab1d4e5' }], { stoppedReason: 'in task 123' });

describe('the signature of a failure', () => {
  test.each<readonly [string, StoppedTask, boolean]>([
    [
      'the same, with other ids and numbers, in other letters',
      task([{ name: 'api', exitCode: 1, reason: 'BOOM 7 of 0a1b2c3d-4e5f' }], { stoppedReason: 'in task 9' }),
      true,
    ],
    ['another exit code', { ...first, containers: [{ ...first.containers[0], name: 'api', exitCode: 2 }] }, false],
    ['another container', { ...first, containers: [{ ...first.containers[0], name: 'proxy', exitCode: 1 }] }, false],
    [
      'another reason of the container',
      { ...first, containers: [{ name: 'api', exitCode: 1, reason: 'Bang' }] },
      false,
    ],
    ['another reason of the task', { ...first, stoppedReason: 'else' }, false],
    ['another stop code', { ...first, stopCode: 'ServiceSchedulerInitiated' }, false],
    ['a short word of hex digits is a word', { ...first, stoppedReason: 'in bead 123' }, false],
  ])('%s', (_name, other, same) => {
    expect(signatureOf(other, containers) === signatureOf(first, containers)).toBe(same);
  });

  test('which container did not start is no difference: all of them did not', () => {
    const never = (name: string) => task([{ name, reason: 'CannotPull' }], { stopCode: 'TaskFailedToStart' });
    expect(signatureOf(never('api'), containers)).toBe(signatureOf(never('proxy'), containers));
  });

  test('of what tells nothing', () => {
    expect(signatureOf({ arn: '', id: '', containers: [] }, containers)).toBe('||||');
  });
});

describe('groups of failures', () => {
  const at = (exitCode: number, stoppedAt?: number) =>
    task([{ name: 'api', exitCode }], {
      id: `${exitCode} at ${stoppedAt}`,
      ...(stoppedAt === undefined ? {} : { stoppedAt }),
    });
  const idsOf = (...tasks: readonly StoppedTask[]) =>
    groupFailures(tasks, containers).map(({ tasks: members }) => members.map(({ id }) => id));

  test('the largest first, its newest first', () => {
    expect(idsOf(at(1, 5), at(2, 9), at(1, 6))).toEqual([['1 at 6', '1 at 5'], ['2 at 9']]);
  });

  test('of equal ones the newer', () => {
    expect(idsOf(at(1, 5), at(2, 9))).toEqual([['2 at 9'], ['1 at 5']]);
    expect(idsOf(at(2, 9), at(1, 5))).toEqual([['2 at 9'], ['1 at 5']]);
  });

  test('what has no time is the oldest', () => {
    expect(idsOf(at(1), at(2, 9), at(1, 3))).toEqual([['1 at 3', '1 at undefined'], ['2 at 9']]);
    expect(idsOf(at(1), at(2, 9))).toEqual([['2 at 9'], ['1 at undefined']]);
  });
});

describe('how a task ended, in words', () => {
  const long = 'so '.repeat(100).trim();
  test.each<readonly [string, StoppedTask, string]>([
    ['by itself', task([{ name: 'api', exitCode: 3 }]), 'exit 3 in container api'],
    [
      'for a reason',
      task([{ name: 'api', exitCode: 137, reason: 'OutOfMemoryError' }]),
      'exit 137 in container api, OutOfMemoryError',
    ],
    [
      'of an unknown stop code',
      task([{ name: 'api', exitCode: 3 }], { stopCode: undefined as never }),
      'exit 3 in container api',
    ],
    [
      'by the scheduler',
      task([{ name: 'api', exitCode: 143 }], { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'unhealthy' }),
      'unhealthy',
    ],
    ['without an exit code', task([{ name: 'api' }], { stoppedReason: 'no start' }), 'no start'],
    [
      'the container tells more than the task',
      task([{ name: 'api', reason: 'CannotPull' }], { stoppedReason: 'no start' }),
      'CannotPull',
    ],
    ['only the stop code is known', task([]), 'EssentialContainerExited'],
    ['nothing is known', { arn: '', id: '', containers: [] }, 'no reason given'],
    ['at length', task([], { stoppedReason: long }), `${long.slice(0, 159)}…`],
    ['at 160 characters', task([], { stoppedReason: long.slice(0, 160) }), long.slice(0, 160)],
  ])('%s', (_name, one, words) => {
    expect(howItEnded(one, containers)).toBe(words);
  });
});
