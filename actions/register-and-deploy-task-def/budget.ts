/** How long an update may take that nobody waits for, in ms: after that its open record is left over. */
export const budgetMs = 15 * 60_000;
