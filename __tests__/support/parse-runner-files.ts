/** One workflow command that a program printed: `::error title=crash-loop::message`. */
export interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

/** Reads GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV as a runner does: `name<<word`, lines, `word`; or `name=value`. The last value counts. */
export function parseRunnerFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const heredoc = /^([^=]*?)<<(.+)$/.exec(line);
    if (heredoc !== null) {
      const [, name = '', word] = heredoc;
      const end = lines.indexOf(word ?? '', i + 1);
      if (end === -1) throw new Error(`the value of ${name} has no end`);
      values[name] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else if (line.includes('=')) {
      values[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    } else if (line !== '') {
      throw new Error(`a runner would refuse the line ${JSON.stringify(line)}`);
    }
  }
  return values;
}

/** The workflow commands in a log, unescaped, as a runner finds them: at the start of a line, after blanks. */
export function parseCommands(log: string): readonly WorkflowCommand[] {
  return log.split(/\r?\n/).flatMap((line) => {
    const found = /^\s*::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line);
    if (found === null) return [];
    const [, command = '', properties = '', message = ''] = found;
    const pairs = properties
      .split(',')
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), unescaped(pair.slice(pair.indexOf('=') + 1))]);
    return [{ command, properties: Object.fromEntries(pairs) as Record<string, string>, message: unescaped(message) }];
  });
}

const unescaped = (text: string): string =>
  text
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '\r')
    .replaceAll('%25', '%');
