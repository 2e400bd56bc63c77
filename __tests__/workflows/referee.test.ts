import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateDBClusterCommand, CreateDBInstanceCommand } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { realClock } from '../../local-aws/clock.ts';
import { createLocalAws } from '../../local-aws/index.ts';
import type { Listening } from '../../local-aws/listen.ts';
import { root } from '../../scripts/actions.ts';
import { definitionQuestions } from './support/ask-definitions.ts';
import { ecrQuestions, logQuestions, rdsQuestions } from './support/ask-others.ts';
import { serviceQuestions } from './support/ask-services.ts';
import { needLab } from './support/need-lab.ts';
import { askAll, connectFar, type Far, readDifferences } from './support/referee.ts';

// The same calls to local-aws and to MiniStack, which none of us wrote, both with real containers. Where they answer
// differently, docs/referee.md says so, and who is right: no difference that is not there, none there that is gone.

const lab = needLab();
const name = `referee-${process.pid.toString(36)}${Date.now().toString(36).slice(-4)}`;
const questions = [...logQuestions, ...definitionQuestions, ...serviceQuestions, ...ecrQuestions, ...rdsQuestions];
const listed = readDifferences(readFileSync(join(root, 'docs/referee.md'), 'utf8'));

/** local-aws has the databases that it is given; the lab's has none, so those of this are another one's. */
const databases = createLocalAws({
  clock: realClock(),
  region: lab.aws.region,
  account: lab.aws.account,
  rds: { instanceMs: 2_000 },
});
let listening: Listening | undefined;
let localAws: ReadonlyMap<string, string>;
let ministack: ReadonlyMap<string, string>;

beforeAll(async () => {
  databases.rds.addInstance({ id: name });
  databases.rds.addCluster({ id: `${name}-cluster` });
  databases.rds.addInstance({ id: `${name}-member`, cluster: `${name}-cluster` });
  const { region } = lab.aws;
  listening = await databases.listen();
  const rdsEndpoint = listening.url;
  const common = { region, name, image: lab.images.web };
  const ours = connectFar({ ...common, endpoint: lab.aws.endpoint, rdsEndpoint, accessKeyId: 'AKIALOCAL' });
  const account = String(100_000_000_000 + Math.floor(Math.random() * 899_999_999_999));
  const theirs = connectFar({ ...common, endpoint: lab.ministack.endpoint, accessKeyId: account });
  await createDatabases(theirs);
  [localAws, ministack] = await Promise.all([askAll(ours, questions), askAll(theirs, questions)]);
}, 240_000);
afterAll(async () => {
  await listening?.close();
  await databases.close();
});

async function createDatabases({ rds }: Far): Promise<void> {
  const Engine = 'aurora-postgresql';
  const cluster = {
    DBClusterIdentifier: `${name}-cluster`,
    Engine,
    MasterUsername: 'a',
    MasterUserPassword: 'password',
  };
  await rds.send(new CreateDBClusterCommand(cluster));
  const instance = { DBInstanceClass: 'db.t4g.micro', MasterUsername: 'a', MasterUserPassword: 'password' };
  await rds.send(
    new CreateDBInstanceCommand({ ...instance, DBInstanceIdentifier: name, Engine: 'postgres', AllocatedStorage: 20 }),
  );
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: `${name}-member`,
      DBInstanceClass: 'db.t4g.medium',
      DBClusterIdentifier: `${name}-cluster`,
      Engine,
    }),
  );
}

describe('the same answers, or a difference that docs/referee.md explains', () => {
  test.each(questions.map(({ call }) => ({ call })))('$call', ({ call }) => {
    const answers = { call, localAws: localAws.get(call), ministack: ministack.get(call) };
    const difference = listed.find((row) => row.call === call);
    expect(answers).toEqual(difference ?? { ...answers, ministack: answers.localAws });
  });
});

test('what is listed was asked, and differs', () => {
  const asked = questions.map(({ call }) => call);
  expect(new Set(asked).size).toBe(asked.length);
  expect(listed.filter(({ call }) => !asked.includes(call))).toEqual([]);
  expect(listed.filter((row) => row.localAws === row.ministack)).toEqual([]);
  expect(listed.length).toBeGreaterThan(10);
});
