/** A mistake that the properties must find. */
export interface Bug {
  readonly name: string;
  /** More than one where the source guards against the same mistake twice. */
  readonly edits: readonly Edit[];
  /** The property that finds it. */
  readonly property: 'naturally' | 'cancel' | 'kill' | 'cancel-moments';
  /** What the oracle says then. */
  readonly says: RegExp;
}

export interface Edit {
  /** Its name, unique under packages/. */
  readonly file: string;
  /** Must stand in the file exactly once. */
  readonly text: string;
  readonly instead: string;
}

export const bugs: readonly Bug[] = [
  {
    name: 'restores without asking whether ours is still PRIMARY',
    edits: [
      { file: 'go-back.ts', text: 'if (isOurs(part, undo, primary) || (isBefore && !isBack))', instead: 'if (true)' },
    ],
    property: 'naturally',
    says: /somebody else's deployment was overruled/,
  },
  {
    name: 'follows the newest service deployment without matching digits',
    edits: [
      {
        file: 'look-up-deployments.ts',
        text: 'digits !== undefined && digitsOf(entry.targetServiceRevisionArn) === digits',
        instead: 'digits !== entry.serviceDeploymentArn',
      },
      {
        file: 'look-at-deployments.ts',
        text: "return part.goal === 'release' && ours",
        instead: "return part.goal === 'restore' && ours",
      },
    ],
    property: 'naturally',
    says: /green, but|a good release is/,
  },
  {
    name: 'believes counts alone',
    edits: [
      {
        file: 'judge-service.ts',
        text: "if (ours.rolloutState === 'COMPLETED') return",
        instead: 'if (counts.running >= counts.wanted) return',
      },
    ],
    property: 'naturally',
    says: /green, but/,
  },
  {
    name: 'keeps no state before UpdateService',
    edits: [
      {
        file: 'move-waves.ts',
        text: "row.phase = 'shifting';\n    keeper.save();",
        instead: "row.phase = 'shifting';",
      },
    ],
    property: 'cancel-moments',
    says: /was left on v2/,
  },
  {
    name: 'skips StopTask on cancel',
    edits: [
      {
        file: 'stop-tasks.ts',
        text: "await ecs.call('StopTask', {",
        instead: "await ecs.call('DescribeTasks', { tasks: [task] } as never); void ({",
      },
    ],
    property: 'cancel',
    says: /one-off tasks were left running/,
  },
  {
    name: 'records N-1 as the release before',
    edits: [
      {
        file: 'stage-revision.ts',
        text: 'from: live.good.label,',
        instead: 'from: live.newest === undefined ? live.good.label : viewRevision(live.newest).label,',
      },
    ],
    property: 'kill',
    says: /after a bad next run/,
  },
];
