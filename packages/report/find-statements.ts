/** What is left of an evidence without its IAM statements, and each statement, a line of JSON, once. */
export interface FoundStatements {
  readonly statements: readonly string[];
  readonly rest: readonly string[];
}

/** Parts an evidence: lines that are an IAM statement as JSON, and all others. */
export function findStatements(evidence: readonly string[]): FoundStatements {
  const statements = new Set(evidence.filter(isStatement));
  return { statements: [...statements], rest: evidence.filter((line) => !statements.has(line)) };
}

function isStatement(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'Effect' in value;
  } catch {
    return false;
  }
}
