import { outcome } from '#report/host';
import type { Verdict } from '#report/verdict';
import { runPost } from '#runner/run-post';
import { spec } from './spec.ts';

await runPost(spec, async (inputs, host, kept) => {
  host.log.info(`kept: ${JSON.stringify(kept)}`);
  if (inputs.do === 'throw') throw new Error('post is in trouble');
  if (inputs.do === 'end') {
    return outcome(host.report.finish({ verdict: inputs.text as Verdict, changed: true }), { said: 'never set' });
  }
  return undefined;
});
