import { stripTypeScriptTypes } from 'node:module';
import { type Node, parse } from 'acorn';

/** A condition of a source: the half-open range of its characters. */
export interface Condition {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly text: string;
  /** What a `case` waits for: inverted, it never comes. */
  readonly isCase: boolean;
}

type Part = Node & { readonly [key: string]: unknown };

const comparisons = new Set(['===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);
const values = new Set(['Literal', 'TemplateLiteral', 'BinaryExpression', 'ArrayExpression', 'ObjectExpression']);
const tested = new Set(['IfStatement', 'ConditionalExpression', 'WhileStatement', 'DoWhileStatement', 'ForStatement']);

/**
 * Every condition of a TypeScript source, in order: comparisons, negations and the sides of `&&` and `||` wherever they stand,
 * and whatever else decides an `if`, a loop, `?:` or `switch`. Types are blanked out, so the ranges hold for the source as it is.
 */
export function findConditions(source: string): readonly Condition[] {
  const program = parse(stripTypeScriptTypes(source), {
    ecmaVersion: 'latest',
    sourceType: 'module',
  }) as unknown as Part;
  const found = new Map<number, Part>();
  const cases = new Set<Part>();
  walk(program, (part) => {
    if (part.type === 'SwitchCase' && isPart(part.test)) {
      found.set(part.test.start, part.test);
      cases.add(part.test);
    }
    if (isJudgement(part)) found.set(part.start, part);
    if (isDecision(part)) for (const leaf of leavesOf(part)) found.set(leaf.start, leaf);
    if (!tested.has(part.type) || !isPart(part.test)) return;
    for (const leaf of leavesOf(part.test)) found.set(leaf.start, leaf);
  });
  return [...found.values()]
    .sort((a, b) => a.start - b.start)
    .map((part) => {
      const { start, end } = part;
      const isCase = cases.has(part);
      const text = source.slice(start, end).replace(/\s+/g, ' ');
      return {
        start,
        end,
        line: source.slice(0, start).split('\n').length,
        text: isCase ? `case ${text}` : text,
        isCase,
      };
    });
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && typeof (value as Part).type === 'string';

const isJudgement = (part: Part): boolean =>
  (part.type === 'BinaryExpression' && comparisons.has(String(part.operator))) ||
  (part.type === 'UnaryExpression' && part.operator === '!');

const isDecision = (part: Part): boolean => part.type === 'LogicalExpression' && part.operator !== '??';

/** The operands of `&&` and `||`, down to what is neither; a comparison is found by itself, a difference or a text is none. */
function leavesOf(part: Part): readonly Part[] {
  if (isDecision(part)) return [part.left, part.right].filter(isPart).flatMap(leavesOf);
  if (values.has(part.type) && !isJudgement(part)) return [];
  return [part];
}

function walk(part: Part, visit: (part: Part) => void): void {
  visit(part);
  for (const value of Object.values(part)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isPart(child)) walk(child, visit);
  }
}
