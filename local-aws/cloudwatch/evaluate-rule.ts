import { AwsFault } from '../service.ts';
import type { AlarmState } from './model.ts';
import { badRule } from './texts.ts';

/** The parts of a rule: a function of an alarm, a word, a parenthesis. */
const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/iy;

/**
 * Whether the rule of a composite alarm holds: `ALARM("a") AND (NOT OK(b) OR TRUE)`; AND binds closer than OR. Alarms are
 * named or given by ARN. Throws `ValidationError` for a rule that it cannot read.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function evaluateRule(rule: string, stateOf: (name: string) => AlarmState | undefined): boolean {
  const tokens = tokensOf(rule);
  let at = 0;
  const word = (expected: string) => tokens[at]?.word === expected && ++at > 0;

  const either = (): boolean => {
    let holds = both();
    while (word('OR')) holds = both() || holds;
    return holds;
  };
  const both = (): boolean => {
    let holds = one();
    while (word('AND')) holds = one() && holds;
    return holds;
  };
  const one = (): boolean => {
    if (word('NOT')) return !one();
    if (word('TRUE')) return true;
    if (word('FALSE')) return false;
    if (word('(')) {
      const holds = either();
      if (!word(')')) throw unreadable(rule);
      return holds;
    }
    const token = tokens[at++];
    if (token?.alarm === undefined) throw unreadable(rule);
    return stateOf(token.alarm) === token.word;
  };

  const holds = either();
  if (at < tokens.length) throw unreadable(rule);
  return holds;
}

interface Token {
  readonly word: string;
  readonly alarm?: string;
}

function tokensOf(rule: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = rule.trim();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const found = TOKEN.exec(text);
    if (found === null) throw unreadable(rule);
    const [, state, quoted, bare, word, parenthesis] = found;
    const named = quoted ?? bare;
    tokens.push({
      word: (state ?? word ?? parenthesis ?? '').toUpperCase(),
      ...(named === undefined
        ? {}
        : { alarm: named.slice(named.lastIndexOf(':alarm:') + (named.includes(':alarm:') ? 7 : 1)) }),
    });
  }
  return tokens;
}

const unreadable = (rule: string) => new AwsFault('ValidationError', badRule(rule));
