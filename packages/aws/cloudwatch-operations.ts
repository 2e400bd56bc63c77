/** What is called of CloudWatch. Only what is named here is bundled. */
export { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
