/** Texts of EC2 as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export const subnetMissing = (id: string) => `The subnet ID '${id}' does not exist`; // InvalidSubnetID.NotFound [?]
export const groupMissing = (id: string) => `The security group '${id}' does not exist`; // InvalidGroup.NotFound [?]
export const badFilter = (name: string) => `The filter '${name}' is invalid`; // InvalidParameterValue [F ?]
