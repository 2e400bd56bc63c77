/** One image as the user wants it built. Paths are absolute. */
export interface BuildOrder {
  /** What other actions call it by. */
  readonly key: string;
  /** As written: a name, or a full URI; `''` when nothing is pushed and none was given. */
  readonly repository: string;
  /** A folder. */
  readonly context: string;
  readonly file: string;
  readonly target?: string;
  /** Empty: the builder's own. */
  readonly platforms: readonly string[];
  readonly buildArgs: Texts;
  readonly buildContexts: Texts;
  readonly labels: Texts;
}

export type Texts = Readonly<Record<string, string>>;

/** What holds for every image of a run. */
export interface BuildPolicy {
  readonly tags: readonly string[];
  readonly movingTags: readonly string[];
  readonly ifExists: 'reuse' | 'rebuild' | 'fail';
  /** `false`: built and thrown away, without any call to AWS. */
  readonly push: boolean;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly builder?: string;
  readonly cache: 'registry' | 'gha' | 'inline' | 'none';
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly provenance: string;
  readonly sbom: boolean;
  readonly ssh: readonly string[];
  /** Name → value. */
  readonly secrets: Texts;
  /** The lowest severity that blocks; absent: not looked at. */
  readonly scan?: Severity;
}

export const severities = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Severity = (typeof severities)[number];
