import { namesIn, readValues } from '../starters.ts';

interface Missing {
  readonly name: string;
  readonly secret: boolean;
  readonly needed: boolean;
  readonly note: string;
}

const credentials = ['AWS_ROLE_ARN', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

/** The commands that set what these workflows still read, as lines to tell: first what is needed, then the rest. */
export function listMissing(workflows: readonly string[], repository: string | undefined): readonly string[] {
  const missing = collect(workflows);
  const needed = missing.filter((one) => one.needed);
  const role = missing.filter((one) => credentials.includes(one.name));
  const rest = missing.filter((one) => !one.needed && !role.includes(one));
  const lines = (rows: readonly Missing[]) => commands(rows, repository);
  return [
    ...titled('These must be set (with --env production for one environment):', lines(needed)),
    ...titled('Either the role or the two keys:', role.some(({ name }) => name === 'AWS_ROLE_ARN') ? lines(role) : []),
    ...titled('These may be set:', lines(rest)),
  ];
}

function collect(workflows: readonly string[]): readonly Missing[] {
  const found = new Map<string, Missing>();
  for (const text of workflows) {
    const values = readValues(text);
    const secrets = namesIn(text, 'secrets').filter((name) => !namesIn(text, 'vars').includes(name));
    for (const name of [...namesIn(text, 'vars'), ...secrets]) {
      const row = values.find(({ variables, secrets: own }) => [...variables, ...own].includes(name));
      const before = found.get(name);
      found.set(name, {
        name,
        secret: secrets.includes(name) && before?.secret !== false,
        needed: (row?.needed ?? false) || (before?.needed ?? false),
        note: before?.note || (row?.note.replace(/^needed(?:[:;,] |$)/, '') ?? ''),
      });
    }
  }
  return [...found.values()];
}

function commands(rows: readonly Missing[], repository: string | undefined): readonly string[] {
  const where = repository === undefined ? '' : ` --repo ${repository}`;
  const texts = rows.map(({ name, secret }) => `gh ${secret ? 'secret' : 'variable'} set ${name}${where}`);
  const width = Math.max(0, ...texts.map((text) => text.length));
  return texts.map((text, index) =>
    `  ${text.padEnd(width)}${rows[index]?.note ? `  # ${rows[index].note}` : ''}`.trimEnd(),
  );
}

const titled = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];
