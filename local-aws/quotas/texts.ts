/** Texts of Service Quotas as AWS writes them, each with its source behind it (docs/aws-behaviour.md, Texts). */

export const quotaMissing = 'The request failed because the specified quota does not exist.'; // NoSuchResourceException [?]
