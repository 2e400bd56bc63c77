import { expect, test } from '@jest/globals';
import { refusedRoles } from '../../cases/aws-roles.ts';
import { roleWorld } from './role-world.ts';

test.each(refusedRoles)('$code: $name', async ({ code, options, given, wish, what, fix, evidence }) => {
  const world = roleWorld(options);
  given?.(world);
  await expect(world.open(wish)).rejects.toMatchObject({
    diagnosis: {
      code,
      what: expect.stringContaining(what),
      fix: expect.stringContaining(fix),
      ...(evidence === undefined ? {} : { evidence: expect.arrayContaining([expect.stringContaining(evidence)]) }),
    },
  });
  // Nothing but STS was asked: nothing can have changed.
  expect(world.local.calls.filter(({ operation }) => !operation.startsWith('sts:'))).toEqual([]);
});

test.each(refusedRoles)('$name: the fix has at most two lines that one can read', async ({ options, given, wish }) => {
  const world = roleWorld(options);
  given?.(world);
  const failure = await world.open(wish).then(
    () => undefined,
    (error: { diagnosis: { fix: string } }) => error.diagnosis.fix,
  );
  const lines = (failure ?? '').split('\n');
  expect(lines.length).toBeLessThanOrEqual(2);
  expect(lines.filter((line) => line === '' || line.length > 300)).toEqual([]);
});
