/**
 * One statement of a policy, declared beside what needs it; docs/iam.md is made of these. Resources have words in capitals
 * where a team writes its own names: REGION, ACCOUNT, CLUSTER, SERVICE, FAMILY, TASK_ROLE, EXECUTION_ROLE, LOG_GROUP,
 * REPOSITORY, DATABASE, SECRET, DEPLOY_ROLE. `*` only where AWS knows no resource for an action.
 * Resource types: https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export interface Permission {
  /** Letters and digits, one of a kind. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What it is for. */
  readonly does: string;
  /** The input that makes it necessary, as one reads it after "with"; absent: every run needs it. */
  readonly when?: string;
  /** What a run does without it, where it goes on; absent: it ends red. */
  readonly without?: string;
}
