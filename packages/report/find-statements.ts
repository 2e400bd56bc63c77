/** What is left of an evidence without its IAM statements, and each statement as one line of JSON. */
export interface FoundStatements {
  readonly statements: readonly string[];
  readonly rest: readonly string[];
}

/** Finds IAM statements that stand in an evidence as JSON over several lines; what only looks like one stays where it is. */
export function findStatements(evidence: readonly string[]): FoundStatements {
  const statements: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < evidence.length; at++) {
    const end = evidence[at] === '{' ? evidence.indexOf('}', at) : -1;
    const statement = end === -1 ? undefined : parsed(evidence.slice(at, end + 1).join('\n'));
    if (statement === undefined) {
      rest.push(evidence[at] ?? '');
    } else {
      if (!statements.includes(statement)) statements.push(statement);
      at = end;
    }
  }
  return { statements, rest };
}

function parsed(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'Effect' in value ? JSON.stringify(value) : undefined;
  } catch {
    return undefined;
  }
}
