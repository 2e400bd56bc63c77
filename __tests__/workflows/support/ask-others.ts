import { createHash } from 'node:crypto';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-rds';
import { answered, type Far, type Question, waitFor } from './referee.ts';

const manifest = (word: string) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: `sha256:${createHash('sha256').update(word).digest('hex')}`,
      size: 2,
    },
    layers: [],
  });
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

const put = ({ ecr, name }: Far, word: string, imageTag: string, repository = name) =>
  ecr.send(new PutImageCommand({ repositoryName: repository, imageManifest: manifest(word), imageTag }));

const fixed = ({ name }: Far) => `${name}-fixed`;

export const logQuestions: readonly Question[] = [
  {
    call: 'CreateLogGroup, then again',
    async ask({ logs, name }) {
      await logs.send(new CreateLogGroupCommand({ logGroupName: name }));
      return answered(logs.send(new CreateLogGroupCommand({ logGroupName: name })));
    },
  },
  {
    call: 'GetLogEvents of a group that is not there',
    ask: ({ logs }) =>
      answered(logs.send(new GetLogEventsCommand({ logGroupName: 'nowhere', logStreamName: 'nothing' }))),
  },
  {
    call: 'GetLogEvents, its token at the end',
    async ask({ logs, name }) {
      const stream = { logGroupName: name, logStreamName: 'written' };
      await logs.send(new CreateLogStreamCommand(stream));
      const logEvents = ['ERROR one', 'two'].map((message, index) => ({ message, timestamp: Date.now() + index }));
      await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
      const first = await waitFor(async () => {
        const answer = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true }));
        return answer.events?.length === 2 ? answer : undefined;
      }, 15);
      const nextToken = first?.nextForwardToken;
      const again = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true, nextToken }));
      return `${first?.events?.length} lines, then ${again.events?.length}, the token ${again.nextForwardToken === nextToken ? 'that was sent' : 'another one'}`;
    },
  },
  {
    call: 'FilterLogEvents by a word',
    ask: ({ logs, name }) =>
      answered(
        logs.send(new FilterLogEventsCommand({ logGroupName: name, filterPattern: 'ERROR' })),
        ({ events = [] }) => events.map(({ message }) => message).join(', '),
      ),
  },
];

export const ecrQuestions: readonly Question[] = [
  {
    call: 'CreateRepository',
    async ask(far) {
      await far.ecr.send(new CreateRepositoryCommand({ repositoryName: fixed(far), imageTagMutability: 'IMMUTABLE' }));
      const sent = far.ecr.send(new CreateRepositoryCommand({ repositoryName: far.name }));
      return answered(sent, ({ repository }) => repository?.imageTagMutability ?? '');
    },
  },
  {
    call: 'CreateRepository once more',
    ask: ({ ecr, name }) => answered(ecr.send(new CreateRepositoryCommand({ repositoryName: name }))),
  },
  {
    call: 'PutImage, the digest',
    ask: (far) =>
      answered(put(far, 'one', 'a'), ({ image }) =>
        image?.imageId?.imageDigest === digestOf(manifest('one')) ? 'SHA-256 of the manifest' : 'another one',
      ),
  },
  { call: 'PutImage, the same under the same tag', ask: (far) => answered(put(far, 'one', 'a')) },
  { call: 'PutImage, the same under another tag', ask: (far) => answered(put(far, 'one', 'b')) },
  {
    call: 'PutImage, immutable: the same under its tag',
    async ask(far) {
      await put(far, 'one', 'a', fixed(far));
      return answered(put(far, 'one', 'a', fixed(far)));
    },
  },
  { call: 'PutImage, immutable: another under its tag', ask: (far) => answered(put(far, 'two', 'a', fixed(far))) },
  {
    call: 'PutImage into a repository that is not there',
    ask: (far) => answered(put(far, 'one', 'a', `${far.name}-nowhere`)),
  },
  {
    call: 'DescribeImages of a tag that is not there',
    ask: ({ ecr, name }) =>
      answered(
        ecr.send(new DescribeImagesCommand({ repositoryName: name, imageIds: [{ imageTag: 'nowhere' }] })),
        ({ imageDetails = [] }) => `${imageDetails.length} images`,
      ),
  },
  {
    call: 'DescribeImages of a repository that is not there',
    ask: ({ ecr, name }) => answered(ecr.send(new DescribeImagesCommand({ repositoryName: `${name}-nowhere` }))),
  },
  {
    call: 'BatchGetImage of a tag that is not there',
    ask: ({ ecr, name }) =>
      answered(
        ecr.send(new BatchGetImageCommand({ repositoryName: name, imageIds: [{ imageTag: 'nowhere' }] })),
        ({ failures = [] }) => failures[0]?.failureCode ?? 'no failure',
      ),
  },
  {
    call: 'BatchDeleteImage by one of two tags, what is left',
    async ask({ ecr, name }) {
      await ecr.send(new BatchDeleteImageCommand({ repositoryName: name, imageIds: [{ imageTag: 'a' }] }));
      const sent = ecr.send(new DescribeImagesCommand({ repositoryName: name }));
      return answered(
        sent,
        ({ imageDetails = [] }) =>
          imageDetails.map(({ imageTags = [] }) => `an image with the tag ${imageTags.join()}`).join(', ') || 'nothing',
      );
    },
  },
  {
    call: 'BatchDeleteImage of a tag that is not there',
    ask: ({ ecr, name }) =>
      answered(
        ecr.send(new BatchDeleteImageCommand({ repositoryName: name, imageIds: [{ imageTag: 'nowhere' }] })),
        ({ failures = [] }) => failures[0]?.failureCode ?? 'no failure',
      ),
  },
  {
    call: 'DescribeImageScanFindings without a scan',
    ask: (far) => {
      const imageId = { imageTag: 'a' };
      return answered(far.ecr.send(new DescribeImageScanFindingsCommand({ repositoryName: fixed(far), imageId })));
    },
  },
];

/** The database `far.name` and a member `<name>-member` of an Aurora cluster are there already. */
export const rdsQuestions: readonly Question[] = [
  {
    call: 'DescribeDBInstances of one that is not there',
    ask: ({ rds }) => answered(rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'nowhere' }))),
  },
  {
    call: 'CreateDBSnapshot, its answer',
    ask: ({ rds, name, kept }) =>
      answered(
        rds.send(
          new CreateDBSnapshotCommand({
            DBInstanceIdentifier: name,
            DBSnapshotIdentifier: `${name}-one`,
            Tags: [{ Key: 'release', Value: '1' }],
          }),
        ),
        ({ DBSnapshot: made }) => {
          kept.set('snapshot', made?.DBSnapshotArn ?? '');
          return `${made?.Status}, ${made?.SnapshotType}, ${made?.PercentProgress} %`;
        },
      ),
  },
  {
    call: 'DescribeDBSnapshots, its end',
    async ask({ rds, name }) {
      const ended = await waitFor(async () => {
        const wanted = { DBSnapshotIdentifier: `${name}-one` };
        const [found] = (await rds.send(new DescribeDBSnapshotsCommand(wanted))).DBSnapshots ?? [];
        return found?.Status === 'creating' ? undefined : found;
      });
      return `${ended?.Status}, ${ended?.PercentProgress} %`;
    },
  },
  {
    call: 'CreateDBSnapshot under a name that is taken',
    ask: ({ rds, name }) => {
      const input = { DBInstanceIdentifier: name, DBSnapshotIdentifier: `${name}-one` };
      return answered(rds.send(new CreateDBSnapshotCommand(input)));
    },
  },
  {
    call: 'CreateDBSnapshot of a database that is not there',
    ask: ({ rds, name }) => {
      const input = { DBInstanceIdentifier: 'nowhere', DBSnapshotIdentifier: `${name}-two` };
      return answered(rds.send(new CreateDBSnapshotCommand(input)));
    },
  },
  {
    call: 'CreateDBSnapshot of a member of an Aurora cluster',
    ask: ({ rds, name }) => {
      const input = { DBInstanceIdentifier: `${name}-member`, DBSnapshotIdentifier: `${name}-three` };
      return answered(rds.send(new CreateDBSnapshotCommand(input)));
    },
  },
  {
    call: 'ListTagsForResource of a snapshot',
    ask: ({ rds, kept }) =>
      answered(rds.send(new ListTagsForResourceCommand({ ResourceName: kept.get('snapshot') })), ({ TagList = [] }) =>
        TagList.map(({ Key, Value }) => `${Key}=${Value}`).join(),
      ),
  },
  {
    call: 'DeleteDBSnapshot, its answer',
    ask: ({ rds, name }) =>
      answered(
        rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: `${name}-one` })),
        ({ DBSnapshot: gone }) => gone?.Status ?? '',
      ),
  },
  {
    call: 'DescribeDBSnapshots of one that is not there',
    ask: ({ rds, name }) => answered(rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: `${name}-one` }))),
  },
];
