/** Why a condition may be inverted without a test noticing: `file: condition` → reason. Everything else is a gap in the tests. */
export const explanations: Readonly<Record<string, string>> = {};
