import { readFileSync, writeFileSync } from 'node:fs';

const mark = '# deploy-actions lab';

/** The text of /etc/hosts in which this name, and no other one of a lab, leads to this machine. */
export function withHost(text: string, name: string): string {
  const rest = withoutHosts(text);
  return `${rest}${rest === '' || rest.endsWith('\n') ? '' : '\n'}127.0.0.1 ${name} ${mark}\n`;
}

/** The text of /etc/hosts without the lines of a lab. */
export function withoutHosts(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.endsWith(mark))
    .join('\n');
}

/** Changes the file; written in place, since it may be a mount. Returns whether anything was different. */
export function editHosts(change: (text: string) => string, path = '/etc/hosts'): boolean {
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after !== before) writeFileSync(path, after);
  return after !== before;
}
