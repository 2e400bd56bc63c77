import { expect, test } from '@jest/globals';
import { rowSchema } from '#report/deployment-report';
import { rehearse } from './programs/start.ts';

test.each(['a line of a log', '世界 🚀 Grüße', '| ` < > @octo ::error::'])(
  'a flood of %j stays within what GitHub takes',
  async (text) => {
    const end = await rehearse('flood', text);
    const results = end.outputs.results ?? '';
    expect(Buffer.byteLength(end.summary)).toBeLessThanOrEqual(200 * 1024 + 1);
    expect(end.summary).not.toContain('\ufffd');
    expect(Buffer.byteLength(results)).toBeLessThan(128 * 1024);
    expect(rowSchema.array().parse(JSON.parse(results))).toMatchObject([
      { name: 'web', diagnosis: { code: 'crash-loop' } },
    ]);
    expect(end.annotations.map(({ level }) => level).sort()).toEqual(['error', 'warning', 'warning', 'warning']);
    expect(end.report?.evidence[0]?.lines).toHaveLength(20_000);
  },
);
