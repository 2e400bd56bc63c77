import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { EngineError } from './docker-engine.ts';

/** Reads what the engine tells of a pull or an import to its end: a line of JSON each. An error among them is thrown. */
export async function readProgress(answer: IncomingMessage): Promise<void> {
  let failure: string | undefined;
  for await (const line of createInterface({ input: answer })) {
    if (line.trim() === '') continue;
    const { error } = JSON.parse(line) as { readonly error?: string };
    failure ??= error;
  }
  if (failure !== undefined) throw new EngineError(500, failure);
}
