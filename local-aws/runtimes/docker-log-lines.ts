/** Splits bytes into lines, for one of the two streams of a container. */
class LineSplitter {
  #rest: Buffer[] = [];

  *add(bytes: Buffer): Generator<string> {
    let from = 0;
    for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, from)) {
      this.#rest.push(bytes.subarray(from, at));
      yield this.#take();
      from = at + 1;
    }
    if (from < bytes.length) this.#rest.push(bytes.subarray(from));
  }

  *end(): Generator<string> {
    if (this.#rest.length > 0) yield this.#take();
  }

  /** Decoded as a whole, so that no character is cut in two. */
  #take(): string {
    const line = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}

/** What one of a container's streams wrote in one go: 1 is its output, 2 its errors. */
export interface LogFrame {
  readonly stream: number;
  readonly bytes: Buffer;
}

const HEADER = 8;

/**
 * A container's log as the engine sends it: frames of `[stream, 0, 0, 0, length (4 bytes, big-endian)]` and so many
 * bytes, wherever the connection cuts them. One that is cut off at the end is left out.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerAttach
 */
export async function* readFrames(source: AsyncIterable<Buffer>): AsyncGenerator<LogFrame> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let at = 0;
    for (let end = frameEnd(held, at); end !== undefined; end = frameEnd(held, at)) {
      yield { stream: held.readUInt8(at), bytes: held.subarray(at + HEADER, end) };
      at = end;
    }
    held = held.subarray(at);
  }
}

/** Where the frame at `at` ends; `undefined` while it is not there as a whole. */
function frameEnd(held: Buffer, at: number): number | undefined {
  if (held.length < at + HEADER) return undefined;
  const end = at + HEADER + held.readUInt32BE(at + 4);
  return end <= held.length ? end : undefined;
}

/** The lines of both streams in the order in which they ended. A frame is no line; a last one without an end is one. */
export async function* readLogLines(frames: AsyncIterable<LogFrame>): AsyncGenerator<string> {
  const streams = new Map<number, LineSplitter>();
  for await (const { stream, bytes } of frames) {
    const splitter = streams.get(stream) ?? new LineSplitter();
    streams.set(stream, splitter);
    yield* splitter.add(bytes);
  }
  for (const splitter of streams.values()) yield* splitter.end();
}
