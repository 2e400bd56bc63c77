import { expect, test } from '@jest/globals';
import { play } from './play.ts';
import { calm, type ScenarioEnd } from './scenario.ts';

const moving = { kind: 'time', at: 40_000 } as const;
const unheard = { kind: 'call', of: 'POST deployments', nth: 1, when: 'after' } as const;

interface Case {
  readonly name: string;
  readonly end: ScenarioEnd;
  /** What GitHub says last of the release, and of the next one. */
  readonly says: readonly RegExp[];
}

const cases: readonly Case[] = [
  { name: 'ends by itself', end: { kind: 'naturally' }, says: [/^success succeeded$/] },
  {
    name: 'is cancelled',
    end: { kind: 'cancel', trigger: moving, finishFaults: [] },
    says: [/^error cancelled$/],
  },
  {
    name: 'is killed, and post follows',
    end: { kind: 'kill', trigger: moving, post: true, pause: 0, next: 'good' },
    says: [/^failure failed · unknown: /],
  },
  {
    name: 'is killed before GitHub has answered, and post follows',
    end: { kind: 'kill', trigger: unheard, post: true, pause: 0, next: 'good' },
    says: [/^failure failed · unknown: /],
  },
  {
    name: 'dies with its machine, and is started again',
    end: { kind: 'kill', trigger: moving, post: false, pause: 0, next: 'same' },
    says: [/^inactive superseded · closed by release 777-2$/, /^success succeeded$/],
  },
  {
    name: 'dies with its machine, and another run comes when it is certainly dead',
    end: { kind: 'kill', trigger: moving, post: false, pause: 4 * 3_600_000, next: 'good' },
    says: [/^error unknown · closed by release 778-1$/, /^success succeeded$/],
  },
];

test.each(cases)("GitHub's record of a run that $name", async ({ end, says }) => {
  const { records = [] } = await play({ ...calm, end });
  expect(records.map(({ state, description }) => `${state} ${description}`)).toEqual(
    says.map((text) => expect.stringMatching(text)),
  );
});
