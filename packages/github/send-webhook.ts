import type { HttpAnswer } from '#base/network';
import { sendHttp } from '#base/send-http';
import { until } from '#base/until';
import { type Diagnosis, diagnosis } from '#report/diagnosis';
import type { Host } from '#report/host';
import { plain } from '#report/plain';

/** Milliseconds for all tries together. */
const patience = 30_000;
const timeoutMs = 10_000;

/**
 * Posts `message` as JSON; again after 429, 5xx and lost connections, for half a minute. `undefined`: it was taken. A redirect
 * is not followed. Throws the signal's reason only; the address is masked and told to nobody.
 */
export async function sendWebhook(address: URL, message: unknown, host: Host): Promise<Diagnosis | undefined> {
  const { clock, signal, log, network } = host;
  // The address is the secret, also its path alone, which an answer may repeat.
  for (const secret of [address.href, address.pathname + address.search]) if (secret.length > 8) log.mask(secret);
  const http = network.http ?? sendHttp;
  const headers = { 'content-type': 'application/json', 'user-agent': 'deploy-actions' };
  const request = { url: address, method: 'POST', headers, body: JSON.stringify(message), timeoutMs };
  let last: HttpAnswer | undefined;
  const post = async () => {
    last = await http(request, signal);
    const isTransient = last.kind === 'unanswered' || last.status === 429 || last.status >= 500;
    return isTransient ? undefined : last;
  };
  await until(post, { clock, signal, pauseMs: (tries) => Math.min(8_000, 1_000 * 2 ** tries), budgetMs: patience });
  if (last?.kind === 'answered' && last.status >= 200 && last.status < 300) return undefined;
  return notTaken(last, address);
}

function notTaken(last: HttpAnswer | undefined, address: URL): Diagnosis {
  const said = last?.kind === 'answered' ? `HTTP ${last.status}` : (last?.reason ?? 'no answer');
  const words = last?.kind === 'answered' ? withoutAddress(plain(last.body, 200), address) : '';
  const isMoved = last?.kind === 'answered' && last.status >= 300 && last.status < 400;
  return diagnosis('notification-failed', {
    what: `the webhook did not take the message: ${said}${isMoved ? ', a redirect, which is not followed' : ''}`,
    where: 'webhook-url',
    evidence: words === '' ? [said] : [`${said}: ${words}`],
  });
}

const withoutAddress = (text: string, { href, pathname, search }: URL): string =>
  [href, pathname + search, pathname]
    .filter((part) => part.length > 1)
    .reduce((left, part) => left.replaceAll(part, '***'), text);
