import { collectBody } from './collect-body.ts';

/** A JSON object as AWS writes and reads it: members that no SDK knows included. */
export type RawJson = Readonly<Record<string, unknown>>;

/** The part of an SDK command that the exchange is attached to. */
export interface CommandWithStack {
  readonly middlewareStack: { add(middleware: object, options: object): void };
}

interface WireMessage {
  body?: unknown;
}
type Next = (args: { request: WireMessage }) => Promise<{ response: WireMessage }>;

/**
 * Makes `command` send `body` and keeps the JSON that comes back. SDK clients drop members that their model does not
 * know, in both directions; credentials, signing, endpoints and errors stay the SDK's. Works for JSON protocols.
 * Returns what reads the answer, once the command was sent.
 */
export function exchangeRawJson(command: CommandWithStack, body: RawJson): () => RawJson {
  let answer = '';
  const send = (next: Next) => (args: { request: WireMessage }) => {
    args.request.body = JSON.stringify(body);
    return next(args);
  };
  const receive = (next: Next) => async (args: { request: WireMessage }) => {
    const result = await next(args);
    const bytes = await collectBody(result.response.body);
    answer = bytes.toString('utf8');
    result.response.body = new Uint8Array(bytes);
    return result;
  };
  // Before the length and the signature are made, and before the SDK reads the answer.
  command.middlewareStack.add(send, { step: 'build', priority: 'high', name: 'sendRawJson' });
  command.middlewareStack.add(receive, { step: 'deserialize', priority: 'low', name: 'receiveRawJson' });
  return () => (answer === '' ? {} : (JSON.parse(answer) as RawJson));
}
