import type { RawJson } from '#aws/raw-json';

/** A task definition as AWS writes it: what is not named here is kept as it is. */
export interface Definition extends RawJson {
  readonly family: string;
  readonly containerDefinitions: readonly Container[];
}

export interface Container extends RawJson {
  readonly name: string;
  readonly image: string;
  readonly essential?: boolean;
  readonly environment?: readonly Variable[];
  readonly secrets?: readonly Secret[];
}

export interface Variable {
  readonly name: string;
  readonly value?: string;
}

export interface Secret {
  readonly name: string;
  readonly valueFrom: string;
}

/** A registered revision: its identity, the whole definition (read-only members included), its tags. */
export interface Revision {
  readonly arn: string;
  /** `patient-api:42`. */
  readonly label: string;
  readonly active: boolean;
  readonly definition: Definition;
  readonly tags: Readonly<Record<string, string>>;
}

/** Members that AWS answers and refuses to take (RegisterTaskDefinition's and DescribeTaskDefinition's models compared). */
const readOnlyMembers: ReadonlySet<string> = new Set([
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
]);

/** The definition without what only AWS writes; everything else stays as it is, also empty values and unknown members. */
export function registrable(definition: Definition): Definition {
  const kept = Object.entries(definition).filter(([member]) => !readOnlyMembers.has(member));
  return Object.fromEntries(kept) as unknown as Definition;
}

/** `patient-api:42` of `arn:aws:ecs:eu-central-1:123456789012:task-definition/patient-api:42`; other text stays. */
export const labelOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** `patient-api` of an ARN or label. */
export const familyOf = (arn: string): string => labelOf(arn).replace(/:\d+$/, '');

/** 42 of an ARN or label. */
export const numberOf = (arn: string): number => Number(/:(\d+)$/.exec(arn)?.[1] ?? Number.NaN);
