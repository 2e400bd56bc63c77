import { suggestName } from '#base/suggest-name';
import type { CheckView } from './read-checks.ts';

/** What the checks of a commit come to. Lines name a check each, with what is the matter. */
export type Judged =
  | { readonly kind: 'passed'; readonly names: readonly string[] }
  | { readonly kind: 'waiting'; readonly lines: readonly string[] }
  /** Not there, and not yet known whether it will come. */
  | { readonly kind: 'missing'; readonly lines: readonly string[]; readonly names: readonly string[] }
  | { readonly kind: 'failed'; readonly lines: readonly string[]; readonly names: readonly string[] };

/** A name, or `all`: whatever is there. */
export type Wanted = readonly string[] | 'all';

/**
 * Every check of a wanted name must have passed, whichever workflow reports it: two workflows with a job of one name
 * are two checks. `neutral` passes, as GitHub's branch protection has it. `skipped` passes unless another job of the
 * same workflow run failed: that is how GitHub shows a job whose needs failed. Jobs of this run are not waited for.
 */
export function judgeChecks(views: readonly CheckView[], wanted: Wanted): Judged {
  const ofOthers = views.filter(({ isOwn }) => !isOwn);
  const known = wanted === 'all' ? ofOthers : views.filter(({ name }) => wanted.includes(name));
  const judged = known.map((view) => ({ view, state: stateOf(view, views) }));
  const bad = judged.filter(({ state }) => state === 'failed' || state === 'own');
  if (bad.length > 0) {
    return {
      kind: 'failed',
      lines: bad.map(({ view, state }) => line(view, state)),
      names: bad.map(({ view }) => view.name),
    };
  }
  const pending = judged.filter(({ state }) => state === 'pending');
  const missing = wanted === 'all' ? [] : wanted.filter((name) => !known.some((view) => view.name === name));
  if (missing.length > 0 || known.length === 0) {
    const lines =
      wanted === 'all' ? ['there is none but those of this run'] : missing.map((name) => missingLine(name, views));
    const waiting = pending.map(({ view }) => line(view, 'pending'));
    return { kind: 'missing', lines: [...lines, ...waiting], names: missing };
  }
  if (pending.length > 0) return { kind: 'waiting', lines: pending.map(({ view }) => line(view, 'pending')) };
  return { kind: 'passed', names: [...new Set(known.map(({ name }) => name))] };
}

type State = 'passed' | 'failed' | 'pending' | 'own';

function stateOf(view: CheckView, all: readonly CheckView[]): State {
  if (view.state === 'pending') return view.isOwn ? 'own' : 'pending';
  if (view.state !== 'skipped') return view.state;
  const isCutOff = view.suite !== 0 && all.some(({ suite, state }) => suite === view.suite && state === 'failed');
  return isCutOff ? 'failed' : 'passed';
}

function line({ name, said, url }: CheckView, state: State): string {
  const link = url === '' ? '' : ` · ${url}`;
  if (state === 'own') return `${name}: ${said}, a job of this run: name it in needs: of this job instead${link}`;
  if (said === 'skipped') return `${name}: skipped, since another job of its run failed${link}`;
  return `${name}: ${said}${link}`;
}

/** Names of checks are longer than those of inputs: those that contain the wanted one are near, too. */
export function nearNames(name: string, views: readonly CheckView[]): readonly string[] {
  const names = [...new Set(views.map((view) => view.name))];
  const plain = name.toLowerCase();
  const alike = suggestName(name, names);
  const around = names.filter((one) => one.toLowerCase().includes(plain) || plain.includes(one.toLowerCase()));
  return [...new Set([...(alike === undefined ? [] : [alike]), ...around])].filter((one) => one !== name).slice(0, 3);
}

function missingLine(name: string, views: readonly CheckView[]): string {
  const near = nearNames(name, views);
  return `${name}: not reported${near.length === 0 ? '' : `; near: ${near.join(', ')}`}`;
}
