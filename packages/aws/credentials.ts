/** Keys that sign a call. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where a run has its keys from when it mints them itself. */
export interface Credentials {
  /** Keys that are good for minutes; minted or renewed when there are none. Throws `Failure`, the signal's reason. */
  keys(signal: AbortSignal): Promise<Keys>;
  /** After AWS called `used` expired: the next `keys` are others. */
  refuse(used: Keys): void;
  /** The newest keys, for a call that has waited for them. */
  held(): Keys;
}
