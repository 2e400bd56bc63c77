import { AwsFault } from '../service.ts';
import type { World } from '../world.ts';
import * as texts from './texts.ts';

export interface LogsOptions {
  /** Milliseconds from the writing of a line to when it can be read; default between 300 ms and 1 s. */
  readonly lagMs?: number | (() => number);
  /** Whether the n-th GetLogEvents answer of a stream (from 1) is an empty page although lines are left; default never. */
  readonly emptyPage?: (read: number) => boolean;
}

export interface LogEvent {
  /** Order of arrival within the stream: the tie-break of equal timestamps. */
  readonly sequence: number;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestedAt: number;
  /** From then on it can be read. */
  readonly visibleAt: number;
}

export interface LogStream {
  readonly name: string;
  readonly arn: string;
  /** When it was created through the API; a stream that a container's lines create exists from its first line on. */
  readonly createdAt?: number;
  readonly events: LogEvent[];
  /** GetLogEvents answers so far. */
  reads: number;
}

export interface LogGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly streams: Map<string, LogStream>;
}

/** Groups, streams and lines, with the time from which each can be seen. */
export class LogStore {
  readonly options: LogsOptions;
  readonly #world: World;
  readonly #groups = new Map<string, LogGroup>();

  constructor(world: World, options: LogsOptions) {
    this.#world = world;
    this.options = options;
  }

  now(): number {
    return this.#world.clock.now();
  }

  groups(): readonly LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  hasGroup(name: string): boolean {
    return this.#groups.has(name);
  }

  createGroup(name: string): void {
    if (this.#groups.has(name)) throw new AwsFault('ResourceAlreadyExistsException', texts.groupExists);
    const { account, region } = this.#world;
    const arn = `arn:aws:logs:${region}:${account}:log-group:${name}`;
    this.#groups.set(name, { name, arn, createdAt: this.now(), streams: new Map() });
    this.#note('logs.group', arn, 'created');
  }

  /** By name or ARN (with or without `:*`). */
  group(nameOrArn: string): LogGroup {
    const name = /^arn:aws:logs:[^:]+:\d+:log-group:(.+?)(:\*)?$/.exec(nameOrArn)?.[1] ?? nameOrArn;
    const group = this.#groups.get(name);
    if (group === undefined) throw new AwsFault('ResourceNotFoundException', texts.noGroup);
    return group;
  }

  createStream(group: LogGroup, name: string): void {
    if (this.visibleStreams(group).some((stream) => stream.name === name)) {
      throw new AwsFault('ResourceAlreadyExistsException', texts.streamExists);
    }
    const before = group.streams.get(name);
    this.#addStream(group, { ...this.#newStream(group, name), events: before?.events ?? [], createdAt: this.now() });
  }

  /** Streams that exist for a reader: created through the API, or with a line that can be read. */
  visibleStreams(group: LogGroup): readonly LogStream[] {
    const now = this.now();
    return [...group.streams.values()]
      .filter((stream) => stream.createdAt !== undefined || stream.events.some((event) => event.visibleAt <= now))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  stream(group: LogGroup, name: string): LogStream {
    const found = this.visibleStreams(group).find((stream) => stream.name === name);
    if (found === undefined) throw new AwsFault('ResourceNotFoundException', texts.noStream);
    return found;
  }

  /** A line arrives: readable a lag later, never before a line that arrived earlier. Creates the stream. */
  append(group: LogGroup, streamName: string, message: string, writtenAt: number): void {
    const timestamp = Math.floor(writtenAt);
    const stream = group.streams.get(streamName) ?? this.#addStream(group, this.#newStream(group, streamName));
    const lag = this.options.lagMs ?? 300 + Math.floor(this.#world.random() * 700);
    const last = stream.events.at(-1);
    const ready = Math.max(timestamp, this.now()) + (typeof lag === 'function' ? lag() : lag);
    const visibleAt = Math.max(ready, last?.visibleAt ?? 0);
    stream.events.push({
      sequence: stream.events.length,
      timestamp,
      message,
      ingestedAt: visibleAt,
      visibleAt,
    });
    if (last === undefined) {
      this.#world.clock.at(visibleAt, () => this.#note('logs.stream', stream.arn, 'first-line'));
    }
  }

  /** Lines that can be read now, in the order in which they are shown. */
  visibleEvents(stream: LogStream): readonly LogEvent[] {
    const now = this.now();
    return stream.events
      .filter((event) => event.visibleAt <= now)
      .sort((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
  }

  #newStream(group: LogGroup, name: string): LogStream {
    return { name, arn: `${group.arn}:log-stream:${name}`, events: [], reads: 0 };
  }

  #addStream(group: LogGroup, stream: LogStream): LogStream {
    group.streams.set(stream.name, stream);
    if (stream.createdAt !== undefined) this.#note('logs.stream', stream.arn, 'created');
    return stream;
  }

  #note(kind: string, subject: string, state: string): void {
    this.#world.timeline.push({ at: this.now(), kind, subject, state });
  }
}
