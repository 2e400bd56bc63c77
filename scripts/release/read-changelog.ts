import type { Step } from './version.ts';

export interface Changes {
  /** Without its heading; empty when there is none. */
  readonly text: string;
  /** The smallest step that these changes allow. */
  readonly step: Step;
}

/**
 * The part of CHANGELOG.md under `## <name>` (a date may follow: `## 1.2.0 - 2026-11-21`), undefined when there is none.
 * Removed, or an entry marked **Breaking**, asks for a major version, Added, Changed and Deprecated for a minor one
 * (https://keepachangelog.com names the headings, https://semver.org items 6 to 8 the steps).
 */
export function readChangelog(changelog: string, name: string): Changes | undefined {
  const lines = changelog.split(/\r?\n/);
  const start = lines.findIndex((line) => /^## \[?([^\]\s]+)/.exec(line)?.[1] === name);
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  const text = lines
    .slice(start + 1, length === -1 ? undefined : start + 1 + length)
    .join('\n')
    .trim();
  return { text, step: stepOf(text) };
}

function stepOf(text: string): Step {
  if (/^### Removed|\*\*Breaking\*\*/m.test(text)) return 'major';
  return /^### (Added|Changed|Deprecated)/m.test(text) ? 'minor' : 'patch';
}
