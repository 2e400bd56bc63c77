import * as core from '@actions/core';
import type { Logger } from '#base/logger';
import { maskSecrets } from '#report/mask-secrets';

/** A logger that also knows what it must not show. */
export interface JobLog extends Logger {
  /** `text` with every masked value replaced by `***`. For files: the runner masks the log itself. */
  hide(text: string): string;
}

/** Writes to the job log. What comes from outside can never be a workflow command, nor show what looks like a secret. */
export function logToJob(onRunner: boolean): JobLog {
  const secrets = new Set<string>();
  const hide = (text: string) => {
    let hidden = text;
    for (const secret of secrets) hidden = hidden.replaceAll(secret, '***');
    return hidden;
  };
  // The runner masks what it was told of; streamed logs of an application hold secrets that nobody told it of.
  const shown = (line: string) => harmless(maskSecrets(hide(line)));
  return {
    info: (line) => core.info(shown(line)),
    debug: (line) => core.debug(shown(line)),
    warn: (line) => core.info(`warning: ${shown(line)}`),
    async group(title, body) {
      core.startGroup(shown(title).replaceAll(/\s+/g, ' '));
      try {
        return await body();
      } finally {
        core.endGroup();
      }
    },
    mask(secret) {
      if (secret.trim() === '' || secrets.has(secret)) return;
      secrets.add(secret);
      if (onRunner) core.setSecret(secret);
    },
    hide,
  };
}

/** A line that starts with `::` (blanks before it count for nothing) or holds `##[` is a command to the runner. */
const harmless = (text: string): string =>
  text
    .replaceAll(/^(\s*)::/gm, '$1: :')
    .replaceAll(/\r(?!\n)/g, ' ')
    .replaceAll('##[', '# #[');
