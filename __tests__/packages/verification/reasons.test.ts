import { describe, expect, test } from '@jest/globals';
import { verificationCases } from '../../cases/verification.ts';

const codes = ['version-mismatch', 'http-check-failed', 'smoke-test-failed', 'target-unhealthy'] as const;

describe.each(codes)('%s', (code) => {
  const cases = verificationCases.filter((each) => each.code === code);

  test('has at least three cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(3);
  });

  test.each(cases)('$name', async ({ run, what, fix }) => {
    const result = await run();
    expect(result).toMatchObject({
      kind: 'failed',
      diagnosis: { code, what: expect.stringMatching(what), fix: expect.stringMatching(fix), confidence: 'certain' },
    });
    if (result.kind !== 'failed') return;
    expect(result.diagnosis.fix.split('\n').length).toBeLessThanOrEqual(2);
    expect(result.diagnosis.where).not.toBe('');
  });
});
