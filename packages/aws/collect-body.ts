/** All bytes of an answer's body, whatever an SDK's way out hands over. */
export async function collectBody(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string' || ArrayBuffer.isView(body)) return Buffer.from(body as string | Uint8Array);
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<string | Uint8Array>) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}
