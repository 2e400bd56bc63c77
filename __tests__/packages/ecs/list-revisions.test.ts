import { expect, test } from '@jest/globals';
import type { Ecs } from '#ecs/client';
import { listRevisions } from '#ecs/definition/list-revisions';

test('revisions of a family whose name only begins alike are left out', async () => {
  const arn = (name: string) => `arn:aws:ecs:eu-west-1:123456789012:task-definition/${name}`;
  const answers = {
    ListTaskDefinitions: () => ({ taskDefinitionArns: ['web-admin:9', 'web:2', 'web:1'].map(arn) }),
    DescribeTaskDefinition: ({ taskDefinition = '' }) => ({
      taskDefinition: {
        taskDefinitionArn: taskDefinition,
        family: 'web',
        containerDefinitions: [{ name: 'app', image: 'web:1' }],
      },
    }),
  };
  const call = async (operation: keyof typeof answers, input: object) => answers[operation](input);
  const found: string[] = [];
  for await (const revision of listRevisions({ call, callRaw: call } as unknown as Ecs, 'web'))
    found.push(JSON.stringify(revision));
  expect(found.map((text) => text.includes('web-admin'))).toEqual([false, false]);
});
