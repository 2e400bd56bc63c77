import { interruptStories } from './interrupt-stories.ts';
import { byCalls, byStages } from './stories.ts';

/** One moment of each phase and of a bake; all of them are played by `npm run test:faults`. */
const some =
  /after (RegisterTaskDefinition|RunTask|UpdateService|StopServiceDeployment|POST deployments) 1,|before TagResource 1,|in BAKE_TIME,|80 s,/;

const stories = [...byCalls.slice(0, 2), ...byStages.slice(0, 1)];

await interruptStories(
  stories,
  { phases: ['staging', 'migrating', 'shifting', 'moving', 'recording'], stages: ['BAKE_TIME'] },
  ({ name }) => some.test(name),
);
