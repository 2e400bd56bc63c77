import type { Look } from '#rollout/platform';
import { usual } from './expect-end.ts';
import type { Counts, StageView } from './look-judgement.ts';
import type { Track } from './look-track.ts';

/** It goes on: `state` in one line, with the news since the last look. */
export function stillMoving(track: Track, state: string): Look {
  const usualMs = usual(track.history);
  return { kind: 'moving', state, news: flush(track), ...(usualMs === undefined ? {} : { usualMs }) };
}

/** The news since the last look; they are told once. */
export const flush = (track: Track): readonly string[] => track.news.splice(0);

/** `2/4 new running, 4 old serving`, by stages `4/4 new running, 4 old running, stage bake time, 100% of traffic on new` */
export function stateOf({ wanted, running, old }: Counts, at: StageView = {}): string {
  const tasks = wanted === 0 ? 'no task wanted' : `${running}/${wanted} new running`;
  const others = old > 0 ? `, ${old} old ${at.percent === undefined ? 'serving' : 'running'}` : '';
  return `${tasks}${others}${at.stage === undefined ? '' : `, stage ${stageName(at.stage)}${trafficOf(at)}`}`;
}

function trafficOf({ percent, testPercent = 0 }: StageView): string {
  if (percent === undefined) return '';
  const test = percent === 0 && testPercent > 0 ? `, ${testPercent}% of test traffic` : '';
  return `${test}, ${percent}% of traffic on new`;
}

/** `production traffic shift` */
export const stageName = (stage: string): string => stage.toLowerCase().replaceAll('_', ' ');

export const goingBackState = ({ running, pending, old }: Counts): string =>
  `${running + pending} new left, ${old} old running`;
