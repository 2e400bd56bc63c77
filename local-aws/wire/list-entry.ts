/**
 * RDS names the entries of most lists after what they hold, where other services say `member`.
 * Source: the schemas of the installed RDS client.
 */
const RDS_ENTRIES: Readonly<Record<string, string>> = {
  AttributeValues: 'AttributeValue',
  AvailabilityZones: 'AvailabilityZone',
  DBClusterMembers: 'DBClusterMember',
  DBClusterOptionGroupMemberships: 'DBClusterOptionGroup',
  DBClusterSnapshotAttributes: 'DBClusterSnapshotAttribute',
  DBClusterSnapshots: 'DBClusterSnapshot',
  DBClusters: 'DBCluster',
  DBEngineVersions: 'DBEngineVersion',
  DBInstances: 'DBInstance',
  DBParameterGroups: 'DBParameterGroup',
  DBSecurityGroups: 'DBSecurityGroup',
  DBSnapshotAttributes: 'DBSnapshotAttribute',
  DBSnapshots: 'DBSnapshot',
  DBSubnetGroups: 'DBSubnetGroup',
  EventCategories: 'EventCategory',
  Events: 'Event',
  OptionGroupMemberships: 'OptionGroupMembership',
  ProcessorFeatures: 'ProcessorFeature',
  ReadReplicaDBInstanceIdentifiers: 'ReadReplicaDBInstanceIdentifier',
  Subnets: 'Subnet',
  TagList: 'Tag',
  VpcSecurityGroups: 'VpcSecurityGroupMembership',
};

/** The name of the XML element around each entry of the list `name`. */
export const listEntry = (service: string, name: string): string =>
  service === 'ec2' ? 'item' : ((service === 'rds' ? RDS_ENTRIES[name] : undefined) ?? 'member');
