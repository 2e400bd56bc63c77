/** Texts of RDS as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export const snapshotNotFound = (cluster: boolean, id: string) =>
  `${cluster ? 'DBClusterSnapshot' : 'DBSnapshot'} not found: ${id}`; // [F aws/aws-cli#8296]

/** Of CreateDBSnapshot. */
export const databaseNotFound = (cluster: boolean, id: string) =>
  `${cluster ? 'DBCluster' : 'DBInstance'} not found: ${id}`; // [F cevoaustralia/aws-backup-lambda#12]

/** What the describe operations say: "DBInstance mydb not found." */
export const databaseNotDescribed = (cluster: boolean, id: string) =>
  `${cluster ? 'DBCluster' : 'DBInstance'} ${id} not found.`; // [?]

/** With code InvalidParameterValue. */
export const memberOfCluster =
  'The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead.'; // [F cloud-custodian/cloud-custodian#313]

export const snapshotExists = (id: string) =>
  `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`; // [F terraform-aws-modules/terraform-aws-rds#445]

/** The source has the sentence for instances. */
export const databaseNotAvailable = (cluster: boolean, id: string) =>
  cluster
    ? `DB cluster ${id} is not currently in the available state.`
    : `Cannot create a snapshot because the database instance ${id} is not currently in the available state.`; // [F ministryofjustice/cloud-platform-user-guide#1842]

export const quotaExceeded = (quota: number) => `Cannot create more than ${quota} manual snapshots`; // [F pbudzon/aws-maintenance#12]

export const onlyManual = 'Only manual snapshots may be deleted.'; // [F rebuy-de/aws-nuke#511]

export const snapshotNotDeletable = (id: string, status: string) =>
  `Cannot delete the snapshot ${id} because it is not currently in the available state: ${status}.`; // [?]

/** The rule as the API reference of CreateDBSnapshot gives it. */
export const notAnIdentifier = (parameter: string) =>
  `The parameter ${parameter} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`; // [D rds-api/API_CreateDBSnapshot]

export const identifierTooLong = (parameter: string, longest: number) =>
  `The parameter ${parameter} is not a valid identifier because it is longer than ${longest} characters.`; // [?]

export const missing = (parameter: string) => `The request must contain the parameter ${parameter}.`; // [?]

export const badMaxRecords = (value: string) => `Invalid value ${value} for MaxRecords. Must be between 20 and 100`; // [?]

export const unknownFilter = (name: string) => `Unrecognized filter name: ${name}`; // [?]

export const badMarker = 'The marker is invalid.'; // [?]

export const badResourceName = (arn: string) => `Invalid resource name: ${arn}`; // [?]

/** Characters as in the API reference of Tag. */
export const badTag = (key: string) => `The tag ${key} contains characters that are not allowed.`; // [?]
