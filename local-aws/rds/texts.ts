/** Texts of RDS as AWS writes them, with where they were seen. `(unverified)`: the code is documented, the wording is ours. */

/** Seen in aws/aws-cli issue 8296: "DBSnapshot not found: rds:…"; in a Terraform run for clusters: "DBClusterSnapshot not found: …". */
export const snapshotNotFound = (cluster: boolean, id: string) =>
  `${cluster ? 'DBClusterSnapshot' : 'DBSnapshot'} not found: ${id}`;

/** Seen in cevoaustralia/aws-backup-lambda issue 12, from CreateDBSnapshot. */
export const databaseNotFound = (cluster: boolean, id: string) =>
  `${cluster ? 'DBCluster' : 'DBInstance'} not found: ${id}`;

/** What the describe operations say: "DBInstance mydb not found." */
export const databaseNotDescribed = (cluster: boolean, id: string) =>
  `${cluster ? 'DBCluster' : 'DBInstance'} ${id} not found.`;

/** Seen in cloud-custodian issue 313 and aws-backup-lambda issue 5, with code InvalidParameterValue. */
export const memberOfCluster =
  'The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead.';

/** Seen in terraform-aws-modules/terraform-aws-rds issue 445. */
export const snapshotExists = (id: string) =>
  `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`;

/** Seen in ministryofjustice/cloud-platform-user-guide pull request 1842; for clusters (unverified). */
export const databaseNotAvailable = (cluster: boolean, id: string) =>
  cluster
    ? `DB cluster ${id} is not currently in the available state.`
    : `Cannot create a snapshot because the database instance ${id} is not currently in the available state.`;

/** Seen in pbudzon/aws-maintenance issue 12. */
export const quotaExceeded = (quota: number) => `Cannot create more than ${quota} manual snapshots`;

/** Seen in rebuy-de/aws-nuke issue 511. */
export const onlyManual = 'Only manual snapshots may be deleted.';

/** (unverified) */
export const snapshotNotDeletable = (id: string, status: string) =>
  `Cannot delete the snapshot ${id} because it is not currently in the available state: ${status}.`;

/** The rule as the API reference of CreateDBSnapshot gives it. */
export const notAnIdentifier = (parameter: string) =>
  `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`;

/** (unverified) */
export const identifierTooLong = (parameter: string, longest: number) =>
  `The parameter ${parameter} is not a valid identifier because it is longer than ${longest} characters.`;

export const missing = (parameter: string) => `The request must contain the parameter ${parameter}.`;

export const badMaxRecords = (value: string) => `Invalid value ${value} for MaxRecords. Must be between 20 and 100`;

/** (unverified) */
export const unknownFilter = (name: string) => `Unrecognized filter name: ${name}`;

/** (unverified) */
export const badMarker = 'The marker is invalid.';

export const badResourceName = (arn: string) => `Invalid resource name: ${arn}`;

/** Characters as in the API reference of Tag; the wording is (unverified). */
export const badTag = (key: string) => `The tag ${key} contains characters that are not allowed.`;
