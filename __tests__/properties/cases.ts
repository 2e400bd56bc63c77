import { calm, type Scenario, type ScenarioService } from './scenario.ts';

/** A scenario with the ends that it must have; most are smallest ones of those that broke a promise once. */
export interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly main: string;
  /** Default: nothing was left to do. */
  readonly post?: string;
  /** Of the last run after a killed one. */
  readonly next?: string;
}

const good: ScenarioService = { fate: 'good', after: 0, order: 0, desired: 2, wait: true };
const bad: ScenarioService = { ...good, fate: 'exits' };
const always = { from: 0, span: 86_400_000, probability: 1 };

export const cases: readonly Case[] = [
  { name: 'nothing happens', scenario: calm, main: 'succeeded' },
  { name: 'what serves is wanted', scenario: { ...calm, change: 'nothing' }, main: 'unchanged' },
  { name: 'a dry run', scenario: { ...calm, dryRun: true }, main: 'planned' },
  {
    name: 'a row that is not waited for',
    scenario: { ...calm, services: [{ ...good, wait: false }] },
    main: 'started',
  },
  { name: 'a crash loop', scenario: { ...calm, services: [bad] }, main: 'rolled-back' },
  {
    name: 'a crash loop, its count changed, too',
    scenario: { ...calm, services: [bad], change: 'count' },
    main: 'rolled-back',
  },
  {
    name: 'a migration that fails leaves nothing for post',
    scenario: { ...calm, migration: 'fails' },
    main: 'failed',
  },
  {
    name: 'rows of waves that were not reached leave nothing for post',
    scenario: { ...calm, services: [bad, { ...good, order: 1 }] },
    main: 'rolled-back',
  },
  {
    name: 'credentials that expire leave the rollout out of sight',
    scenario: { ...calm, faults: [{ ...always, operation: '.*', do: { kind: 'expired-token' }, from: 20_000 }] },
    main: 'unknown',
  },
  {
    name: 'the way back is denied',
    scenario: {
      ...calm,
      services: [bad],
      breaker: 'off',
      faults: [
        { ...always, operation: 'ecs:(UpdateService|StopServiceDeployment)', do: { kind: 'deny' }, from: 5_000 },
      ],
    },
    main: 'rollback-failed',
  },
  {
    name: 'somebody deploys while a check is still asking',
    scenario: {
      ...calm,
      check: { kind: 'lags', lag: 60_000, perRow: true },
      foreign: { at: 75_000, revision: 'other' },
    },
    main: 'superseded',
  },
  {
    name: 'a cancel while reads are throttled: post puts back',
    scenario: {
      ...calm,
      faults: [
        { operation: 'ecs:DescribeServices', do: { kind: 'throttle' }, from: 29_000, span: 20_000, probability: 1 },
      ],
      end: { kind: 'cancel', trigger: { kind: 'time', at: 30_000 }, finishFaults: [] },
    },
    main: 'cancelled',
    post: 'cancelled',
  },
  {
    name: 'a cancel while a failed release starts its way back: post goes on with it',
    scenario: {
      ...calm,
      services: [bad],
      breaker: 'off',
      faults: [{ ...always, operation: 'ecs:StopServiceDeployment', do: { kind: 'deny' } }],
      end: {
        kind: 'cancel',
        trigger: { kind: 'call', of: 'UpdateService', nth: 2, when: 'before' },
        finishFaults: [],
      },
    },
    main: 'failed',
    post: 'cancelled',
  },
  {
    name: 'a cancel while StopTask has trouble: post stops the migration',
    scenario: {
      ...calm,
      migration: 'hangs',
      faults: [{ ...always, operation: 'ecs:StopTask', do: { kind: 'server-error' } }],
      end: { kind: 'cancel', trigger: { kind: 'time', at: 30_000 }, finishFaults: [] },
    },
    main: 'cancelled',
    post: 'cancelled',
  },
  {
    name: 'killed; ECS takes a bad next run back to what nobody verified',
    scenario: {
      ...calm,
      end: { kind: 'kill', post: false, trigger: { kind: 'time', at: 20_000 }, pause: 7_200_000, next: 'bad' },
    },
    main: 'killed',
    next: 'rolled-back',
  },
  {
    name: 'killed between two waves; a bad next run does not reach the second one',
    scenario: {
      ...calm,
      services: [good, { ...good, order: 1 }],
      breaker: 'no-rollback',
      end: { kind: 'kill', post: false, trigger: { kind: 'time', at: 90_000 }, pause: 7_200_000, next: 'bad' },
    },
    main: 'killed',
    next: 'rolled-back',
  },
  {
    name: 'killed; its rollout still moves in a row that a bad next run does not reach',
    scenario: {
      ...calm,
      services: [good, { ...good, fate: 'stuck' }],
      breaker: 'off',
      end: { kind: 'kill', post: false, trigger: { kind: 'time', at: 20_000 }, pause: 7_200_000, next: 'bad' },
    },
    main: 'killed',
    next: 'rolled-back',
  },
  {
    name: 'killed; a crash loop is only waited for',
    scenario: {
      ...calm,
      services: [{ ...bad, fate: 'out-of-memory', after: 8_000, desired: 3 }],
      breaker: 'off',
      end: { kind: 'kill', post: false, trigger: { kind: 'time', at: 20_000 }, pause: 3_600_000, next: 'good' },
    },
    main: 'killed',
    next: 'succeeded',
  },
  {
    name: 'killed while going back; ECS takes a bad next run back to the release that was left',
    scenario: {
      ...calm,
      ifInProgress: 'supersede',
      check: { kind: 'fails', lag: 0, perRow: false },
      end: { kind: 'kill', post: false, trigger: { kind: 'time', at: 186_501 }, pause: 0, next: 'bad' },
    },
    main: 'killed',
    next: 'rolled-back',
  },
  {
    name: 'somebody deploys while the migration of an unchanged release runs',
    scenario: { ...calm, change: 'nothing', migration: 'succeeds', foreign: { at: 2_000, revision: 'other' } },
    main: 'superseded',
  },
  {
    name: 'killed as soon as the rollout was started: post finds it and puts it back',
    scenario: {
      ...calm,
      end: {
        kind: 'kill',
        trigger: { kind: 'call', of: 'UpdateService', nth: 1, when: 'after' },
        post: true,
        pause: 0,
        next: 'good',
      },
    },
    main: 'killed',
    post: 'failed',
  },
];
