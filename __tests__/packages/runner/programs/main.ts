import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import { type Host, outcome } from '#report/host';
import type { Verdict } from '#report/verdict';
import { type Main, runAction } from '#runner/run-action';
import { spec } from './spec.ts';

type Behaviour = (text: string, host: Host) => ReturnType<Main<typeof spec.inputs>>;

const ended = (host: Host, verdict: Verdict, outputs: Record<string, string> = {}) =>
  outcome(host.report.finish({ verdict, changed: verdict !== 'unchanged' }), outputs);

const aborted = (host: Host) =>
  new Promise<void>((resolve) => host.signal.addEventListener('abort', () => resolve(), { once: true }));

const crash = (host: Host) =>
  new Failure(
    diagnosis('crash-loop', {
      what: 'container "api" exits 1',
      where: 'service web',
      evidence: ['KeyError: DATABASE_URL', `token=${host.env['INPUT_API-KEY']}`],
    }),
  );

const behaviours: Readonly<Record<string, Behaviour>> = {
  end: async (verdict, host) => ended(host, verdict as Verdict),
  say: async (text, host) => {
    host.log.info(text);
    return ended(host, 'succeeded', { said: text });
  },
  warn: async (text, host) => {
    host.report.warn(text);
    return ended(host, 'succeeded');
  },
  group: async (title, host) => {
    await host.log.group(title, async () => host.log.info('inside'));
    return ended(host, 'succeeded');
  },
  fail: async (_, host) => {
    throw crash(host);
  },
  'fail-time': async (_, host) => {
    throw new Failure(crash(host).diagnosis, { verdict: 'timed-out', cause: new Error('the cause of it') });
  },
  throw: async (text) => {
    throw new TypeError(text);
  },
  'throw-text': async (text) => {
    throw text;
  },
  reject: async (text) => {
    void Promise.reject(new RangeError(text));
    return new Promise(() => setTimeout(() => {}, 60_000));
  },
  forget: () => new Promise(() => {}),
  keep: async (text, host) => {
    host.keep({ step: 1 });
    host.keep({ step: 2, text });
    return ended(host, 'succeeded');
  },
  'keep-much': async (text, host) => {
    host.keep(text.repeat(100_000));
    return ended(host, 'succeeded');
  },
  flood: async (text, host) => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `${at} ${text}`);
    const { diagnosis: cause } = crash(host);
    const row = { name: 'web', place: 'prod', verdict: 'failed' as const, diagnosis: { ...cause, evidence: lines } };
    host.report.evidence('Log of api', lines);
    for (const line of lines.slice(0, 200)) host.report.warn(line);
    return outcome(host.report.finish({ verdict: 'failed', changed: true, rows: [{ ...row, changes: lines }] }));
  },
  stray: async (_, host) => {
    host.log.info('waiting');
    const alive = setInterval(() => {}, 60_000);
    void host.clock.sleep(600_000, host.signal);
    await aborted(host);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    clearInterval(alive);
    return ended(host, 'rolled-back');
  },
  'linger-open': async (_, host) => {
    setInterval(() => {}, 1_000);
    return ended(host, 'succeeded');
  },
  'hand-back': async (_, host) => {
    host.keep('begun');
    host.log.info('waiting');
    const alive = setInterval(() => {}, 60_000);
    await aborted(host);
    clearInterval(alive);
    return ended(host, 'cancelled', { said: String((host.signal.reason as Error).message) });
  },
  'give-up': async (_, host) => {
    host.log.info('waiting');
    await host.clock.sleep(600_000, host.signal);
    return ended(host, 'succeeded');
  },
  hang: async (_, host) => {
    host.keep('begun');
    host.log.info('waiting');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
    return ended(host, 'succeeded');
  },
  'fail-back': async (_, host) => {
    host.log.info('waiting');
    const alive = setInterval(() => {}, 60_000);
    await aborted(host);
    clearInterval(alive);
    throw new Failure(crash(host).diagnosis, { verdict: 'rollback-failed' });
  },
};

await runAction(spec, async (inputs, host) => {
  const behave = behaviours[inputs.do];
  if (behave === undefined) throw new Error(`no behaviour ${inputs.do}`);
  return behave(inputs.text ?? '', host);
});
