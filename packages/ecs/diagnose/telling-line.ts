/** Lines that name an error, by what programs print: an exception with its message, a panic, a fatal log line. */
const telling: readonly RegExp[] = [
  // Python `KeyError: …`, Java `java.lang.IllegalStateException: …`, Node `TypeError: …`, .NET.
  /^(?:Caused by: |Uncaught |Unhandled exception\. |Exception in thread "[^"]*" )?(?:[\w$]+[.:]{1,2})*[\w$]*(?:Error|Exception|Failure|Interrupt|Denied|NotAvailable|Timeout)\b(?:\s*\[[^\]]+\])?(?::|$)/,
  /^(?:panic|fatal error|fatal|FATAL|ERROR|Error|error)(?:\s*\[[^\]]+\])?:\s*\S/,
  /\b(?:FATAL|PANIC|ERROR):\s+\S/,
  /"level"\s*:\s*"(?:fatal|panic|critical|error)"/i,
  /\bexec format error\b|\bno such file or directory\b|\bpermission denied\b/i,
];

/** What the runtimes print after the line that matters. */
const noise =
  /^(?:\s+at |\s+File "|goroutine \d+|Node\.js v\d|\s*\^+\s*$|npm (?:ERR!|error)|\(Background on this error)/;

/**
 * The line of a program's last output that says why it ended: the last exception of Python, Node, Java or Go, else the
 * last error line, else the last one that is not empty. `undefined` without any line. At most 300 characters.
 */
export function tellingLine(lines: readonly string[]): string | undefined {
  const written = lines.map((line) => line.trimEnd()).filter((line) => line.trim() !== '' && !noise.test(line));
  // A program that dies of an error names it last; warnings about errors that it survived come before.
  const named = written.findLast(isError);
  const found = named ?? written.at(-1) ?? lines.findLast((line) => line.trim() !== '');
  return found === undefined ? undefined : clip(found.trim());
}

const isError = (line: string): boolean => telling.some((pattern) => pattern.test(line.trimStart()));

/** Whether a line of a program's output names an error. */
export const namesError = (lines: readonly string[]): boolean => lines.some(isError);

const clip = (line: string): string => (line.length > 300 ? `${line.slice(0, 299)}…` : line);
