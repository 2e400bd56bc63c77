import { limitTime } from '#base/limit-time';
import type { Host } from '#report/host';
import { type Journal, noJournal } from '#rollout/journal';
import type { Part } from '#rollout/platform';
import type { Recorder } from './record-deployment.ts';

export interface JournalInputs {
  readonly environment: string | undefined;
  readonly 'github-token': string | undefined;
}

/** Milliseconds that the end of a run waits for the record; a cancelled one has 5 s for everything. */
const timeToClose = 10_000;
const timeWhenCancelled = 500;

/**
 * GitHub's record of a release, kept for runs that name an environment and know their repository and commit. Calls go
 * out one after another, beside the release: it waits for them at its end only. What cannot be recorded is one warning.
 */
export function openJournal(task: 'deploy' | 'rollback', inputs: JournalInputs, host: Host): Journal {
  const { environment, 'github-token': token } = inputs;
  const { commit } = host.run;
  if (!environment || !token || commit === undefined || !host.env.GITHUB_REPOSITORY) return noJournal;
  // Not the run's own signal: what a cancelled run has become is recorded, too.
  const end = new AbortController();
  let recorder: Promise<Recorder> | undefined;
  let queue = Promise.resolve();
  /** Beside the queue: what others left must not hold up what is said of this release. */
  let settling: Promise<void> | undefined;
  let trouble: unknown;
  let hasMoved = false;
  const then = (what: (recorder: Recorder) => Promise<void>) => {
    queue = queue.then(async () => {
      if (recorder === undefined || trouble !== undefined) return;
      await what(await recorder);
    });
    queue = queue.catch((error: unknown) => {
      trouble ??= error;
    });
  };
  return {
    async open(parts: readonly Part[], snapshot, ports) {
      const keep: typeof ports.keep = (ref) => {
        // What comes after the end is nothing to be finished.
        if (!end.signal.aborted) ports.keep(ref);
      };
      const start = async () => {
        const { recordDeployment } = await import('./record-deployment.ts');
        const of = { task, environment, token, commit, parts, snapshot, ports: { ...ports, keep } };
        return await recordDeployment(of, host, end.signal);
      };
      recorder = start();
      then(async () => {});
      settling = recorder.then((open) => open.settleLeft()).catch(() => {});
    },
    async note(what, migrations) {
      if (what === 'traffic-moved' && hasMoved) return;
      hasMoved ||= what === 'traffic-moved';
      then((open) => open.note(what, migrations));
    },
    async close(verdict, code) {
      if (recorder === undefined) return;
      then((open) => open.close(verdict, code));
      const limit = limitTime(host.clock, host.signal.aborted ? timeWhenCancelled : timeToClose);
      const late = new Promise<'late'>((resolve) => limit.signal.addEventListener('abort', () => resolve('late')));
      const isLate = (await Promise.race([queue, late])) === 'late';
      if (!isLate && !host.signal.aborted) await Promise.race([settling, late]);
      limit.stop();
      end.abort(new Error('GitHub did not answer in time'));
      if (isLate) trouble ??= end.signal.reason;
      if (trouble === undefined) return;
      const { explainRecord } = await import('./record-deployment.ts');
      host.report.warn(explainRecord(trouble));
    },
  };
}
