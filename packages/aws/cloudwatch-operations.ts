/** What is called of CloudWatch. Only what is named here is bundled. */
export { CloudWatchClient, DescribeAlarmsCommand, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
