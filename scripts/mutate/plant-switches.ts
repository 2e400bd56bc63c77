import { type Condition, findConditions } from './find-conditions.ts';

/**
 * The source with every condition behind a switch, `invertible(7, (a === b))`, in a `case` `avoidable(8, ('live'))`, which stands where the condition stood, so that
 * `&&` and `||` decide as before what is looked at at all; and the conditions, numbered from `first` on.
 */
export function plantSwitches(
  source: string,
  first: number,
): { readonly text: string; readonly conditions: readonly Condition[] } {
  const conditions = findConditions(source);
  const edits = conditions.flatMap(({ start, end, isCase }, index) => [
    { at: start, order: end, text: `globalThis.${isCase ? 'avoidable' : 'invertible'}(${first + index}, (` },
    { at: end, order: start, text: '))' },
  ]);
  // An outer condition opens before the inner one that starts with it, and closes after it.
  edits.sort((a, b) => a.at - b.at || Number(b.text === '))') - Number(a.text === '))') || b.order - a.order);
  let text = '';
  let from = 0;
  for (const edit of edits) {
    text += source.slice(from, edit.at) + edit.text;
    from = edit.at;
  }
  return { text: text + source.slice(from), conditions };
}
