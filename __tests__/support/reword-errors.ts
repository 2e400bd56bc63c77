import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { inProcess } from '../../local-aws/sdk-transport.ts';

type Far = ReturnType<typeof inProcess>;

/** The same far end, whose error answers keep code and status and say these words. */
export const rewordErrors = (far: Far, words: string): Far => ({
  ...far,
  async handle(request, options) {
    const { response } = await far.handle(request, options);
    if (response.statusCode < 400) return { response };
    const body = (await text(response.body))
      .replace(/<Message>[^<]*<\/Message>/, `<Message>${words}</Message>`)
      .replace(/"message":"(?:[^"\\]|\\.)*"/, `"message":${JSON.stringify(words)}`);
    const headers = { ...response.headers, 'content-length': String(Buffer.byteLength(body)) };
    return { response: { ...response, headers, body: Readable.from([Buffer.from(body)]) } };
  },
});
