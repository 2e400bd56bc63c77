/** What is called of CloudWatch Logs. Only what is named here is bundled. */
export { CloudWatchLogsClient, DescribeLogGroupsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
