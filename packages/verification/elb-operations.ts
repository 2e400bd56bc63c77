/** What is called of Elastic Load Balancing. Only what is named here is bundled. */
export { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
