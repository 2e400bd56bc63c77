/** Texts of Secrets Manager as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export const secretMissing = "Secrets Manager can't find the specified secret."; // ResourceNotFoundException [?]
