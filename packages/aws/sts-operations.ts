/** What is called of STS. Only what is named here is bundled. */
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
