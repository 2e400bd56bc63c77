import { parseArgs } from 'node:util';
import { createGithub } from './create-github.ts';
import { serve } from './serve.ts';

const usage = `usage: node local-github/main.ts [--port N] [--repository OWNER/NAME] [--environment NAME]
Serves GitHub's API on 127.0.0.1 and prints one line of JSON when it is ready:
{"api", "oidc", "token", "oidcToken", "pid"} for GITHUB_API_URL, ACTIONS_ID_TOKEN_REQUEST_URL, GITHUB_TOKEN,
ACTIONS_ID_TOKEN_REQUEST_TOKEN. Ends on SIGINT or SIGTERM.
`;

try {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      repository: { type: 'string', default: 'acme/shop' },
      environment: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) process.stdout.write(usage);
  else await run(portOf(values.port), values.repository, values.environment);
} catch (error) {
  process.stderr.write(`local-github: ${Error.isError(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port is a number up to 65535, not ${text}`);
  return port;
}

async function run(port: number, repository: string, environment: string | undefined): Promise<void> {
  const job = environment === undefined ? {} : { environment };
  const github = createGithub({ clock: { now: () => Date.now() }, repository, job, requests: 15_000 });
  const { url, close } = await serve(github, port);
  const ready = {
    api: url,
    oidc: `${url}/_oidc/token?api-version=2.0`,
    token: github.state.token,
    oidcToken: github.oidc.bearer,
    pid: process.pid,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await close();
}
