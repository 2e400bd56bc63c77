import { test } from '@jest/globals';
import fc from 'fast-check';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { createLocalAws } from '../../../local-aws/index.ts';
import type { GetLogEventsInput, getLogEvents } from '../../../local-aws/logs/get-log-events.ts';

/** Lines in the order of writing: pause in milliseconds before each, and its lag. */
const writings = fc.array(fc.record({ pause: fc.nat({ max: 900 }), lag: fc.nat({ max: 3_000 }) }), { maxLength: 40 });

test('whoever follows the forward tokens sees every line once, in order', async () => {
  const limits = fc.integer({ min: 1, max: 7 });
  const empty = fc.integer({ min: 2, max: 5 });
  await fc.assert(
    fc.asyncProperty(writings, limits, empty, async (lines, limit, every) => {
      const clock = new VirtualClock();
      const lags = lines.map((line) => line.lag);
      const aws = createLocalAws({
        clock,
        logs: { lagMs: () => lags.shift() ?? 0, emptyPage: (read) => read % every === 0 },
      });
      aws.logs.createGroup('g');
      const seen: string[] = [];
      let nextToken: string | undefined;
      const follow = () => {
        for (;;) {
          const page = read(aws, { limit, ...(nextToken === undefined ? {} : { nextToken }) });
          seen.push(...(page?.events ?? []).map((event) => event.message));
          if (page === undefined || page.nextForwardToken === nextToken) return;
          nextToken = page.nextForwardToken;
        }
      };
      let time = clock.now();
      for (const [index, { pause }] of lines.entries()) {
        time += pause;
        clock.at(time, () => aws.logs.put('g', 's', `line ${index}`, clock.now()));
        clock.at(time + 50, follow);
      }
      await clock.advance(60_000);
      follow();
      if (seen.join() !== lines.map((_, index) => `line ${index}`).join()) throw new Error(`saw ${seen.join()}`);
    }),
    { numRuns: 60 },
  );
});

/** A page, `undefined` while the stream is not there. */
function read(
  aws: ReturnType<typeof createLocalAws>,
  input: Partial<GetLogEventsInput>,
): ReturnType<typeof getLogEvents> | undefined {
  const call = { account: aws.world.account, region: aws.world.region, accessKey: '', raw: '' };
  const asked: GetLogEventsInput = { logGroupName: 'g', logStreamName: 's', startFromHead: true, ...input };
  try {
    return aws.logs.service.operations.GetLogEvents?.(asked as never, call) as ReturnType<typeof getLogEvents>;
  } catch (error) {
    if (Error.isError(error) && 'code' in error && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
