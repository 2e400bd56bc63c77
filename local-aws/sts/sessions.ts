import { AwsFault } from '../service.ts';
import type { World } from '../world.ts';
import * as texts from './texts.ts';

/** A role that can be assumed. When none was added, every role of the account can. */
export interface Role {
  readonly name: string;
  /** Longest session in seconds; default 3600, as IAM's. */
  readonly maxSession?: number;
  /** Pattern of the OIDC subject that may assume it, a star standing for anything; absent: no OIDC condition. */
  readonly subject?: string;
  readonly audience?: string;
}

export interface Session {
  readonly accessKey: string;
  readonly arn: string;
  /** `AROA…:session-name` */
  readonly userId: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Roles, and the sessions that were handed out for them. */
export class Sessions {
  readonly #world: World;
  readonly #roles: Role[] = [];
  readonly #sessions = new Map<string, Session>();
  readonly #expired = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  addRole(role: Role): void {
    this.#roles.push(role);
  }

  get(accessKey: string): Session | undefined {
    return this.#sessions.get(accessKey);
  }

  /** No timer runs until the end of a session: it is noticed, and noted, when somebody asks. */
  expired(accessKey: string): boolean {
    const session = this.#sessions.get(accessKey);
    if (session !== undefined && session.expiresAt <= this.#world.clock.now()) this.expire(accessKey);
    return this.#expired.has(accessKey);
  }

  expire(accessKey: string): void {
    if (this.#expired.has(accessKey)) return;
    this.#expired.add(accessKey);
    this.#note(accessKey, 'expired');
  }

  /** The role of an ARN; `undefined` when it may not be assumed because it does not exist. */
  role(arn: string): Role | undefined {
    const [, account, path] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
    if (path === undefined) throw new AwsFault('ValidationError', texts.badRole(arn));
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (account !== this.#world.account) return undefined;
    return this.#roles.length === 0 ? { name } : this.#roles.find((role) => role.name === name);
  }

  /** Opens a session of `seconds` for a role. */
  open(role: Role, sessionName: string, seconds: number): { credentials: Credentials; session: Session } {
    const { account, clock } = this.#world;
    const accessKey = `ASIA${this.#letters(16)}`;
    const expiresAt = clock.now() + seconds * 1000;
    const session: Session = {
      accessKey,
      arn: `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`,
      userId: `AROA${role.name
        .toUpperCase()
        .replace(/[^A-Z]/g, '')
        .padEnd(17, 'X')
        .slice(0, 17)}:${sessionName}`,
      expiresAt,
    };
    this.#sessions.set(accessKey, session);
    this.#note(accessKey, 'issued', { arn: session.arn });
    const credentials = {
      AccessKeyId: accessKey,
      SecretAccessKey: this.#letters(40),
      SessionToken: `IQoJ${this.#letters(96)}`,
      Expiration: new Date(expiresAt),
    };
    return { credentials, session };
  }

  #note(subject: string, state: string, detail?: Readonly<Record<string, unknown>>): void {
    const { clock, timeline } = this.#world;
    timeline.push({
      at: clock.now(),
      kind: 'sts.session',
      subject,
      state,
      ...(detail === undefined ? {} : { detail }),
    });
  }

  #letters(count: number): string {
    return Array.from({ length: count }, () => letters[Math.floor(this.#world.random() * letters.length)]).join('');
  }
}
