import type { RawJson } from '#aws/raw-json';

/** The record on a revision (contract, section 3). Users may read these tags; only these actions write them. */
const prefix = 'deploy-actions:';

const names = {
  release: 'release',
  commit: 'commit',
  repository: 'repository',
  /** `open`, then the verdict. */
  state: 'state',
  /** Label of the revision that served before. */
  from: 'from',
  /** ISO time after which an open record belongs to a run that died. */
  deadline: 'deadline',
  schema: 'schema',
  /** The release that replaced this revision because it was bad. */
  rolledBack: 'rolled-back',
  /** The release that went back to this revision. */
  restoredBy: 'restored-by',
  /** The tag that the image was named by, when the revision names it by digest. */
  imageTag: 'image-tag',
} as const;

export type ReleaseRecord = { readonly [K in keyof typeof names]?: string };

/** The key of a part of the record as it stands on the revision: `deploy-actions:rolled-back`. */
export const tagKey = (part: keyof typeof names): string => `${prefix}${names[part]}`;

/** The record in a revision's tags; parts that are missing or empty are absent. */
export function readRecord(tags: Readonly<Record<string, string>>): ReleaseRecord {
  const parts = Object.keys(names) as (keyof typeof names)[];
  return Object.fromEntries(parts.map((part) => [part, tags[tagKey(part)]]).filter(([, value]) => value));
}

/** The record as tags; absent parts give none. */
export function recordTags(record: ReleaseRecord): Readonly<Record<string, string>> {
  const parts = Object.entries(record) as [keyof typeof names, string | undefined][];
  return Object.fromEntries(
    parts.flatMap(([part, value]) => (value === undefined ? [] : [[tagKey(part), tagValue(value)]])),
  );
}

/** What AWS takes as a tag value: letters, digits, spaces and `+ - = . _ : / @`, at most 256; anything else becomes `_`. */
export const tagValue = (text: string): string => text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_').slice(0, 256);

/** Tags as ECS writes them, `[{key, value}]`. */
export const tagList = (tags: Readonly<Record<string, string>>): { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** Tags as ECS answers them. */
export function tagsOf(list: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(list)) return {};
  const entries = (list as RawJson[]).map(({ key, value }) => [String(key ?? ''), String(value ?? '')]);
  return Object.fromEntries(entries);
}

const sound: ReadonlySet<string> = new Set(['succeeded', 'unchanged', 'started']);

/** Whether a revision may be gone back to as far as its record says; one without a record may. */
export const isSound = ({ state, rolledBack }: ReleaseRecord): boolean =>
  rolledBack === undefined && (state === undefined || sound.has(state));

/** Whether nobody ever saw this release through: left open, cancelled and left, or its end is not known. */
export const isUnproven = ({ state }: ReleaseRecord): boolean => state !== undefined && unseen.has(state);

const unseen: ReadonlySet<string> = new Set(['open', 'cancelled', 'unknown']);

/** Whether the run that left this record can no longer be alive: its time is over, or ours is a later attempt of it. */
export function isDead({ deadline, release }: ReleaseRecord, ours: string, now: number): boolean {
  if (deadline === undefined || !(Date.parse(deadline) > now)) return true;
  const run = /^(.+)-\d+$/.exec(release ?? '')?.[1];
  return run !== undefined && release !== ours && run === /^(.+)-\d+$/.exec(ours)?.[1];
}
