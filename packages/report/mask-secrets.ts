const stars = '***';

/** Names whose value is a secret wherever it stands: `DB_PASSWORD=…`, `"clientSecret": "…"`, `password: …`. */
const secretName = String.raw`[\w.-]{0,60}(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|signature)[\w.-]{0,60}`;
/** With a colon, words such as `token: …` are ordinary English; only names that cannot be are taken. */
const colonName = String.raw`[\w.-]{0,60}(?:passw(?:or)?d|passphrase|pwd|api[_-]?key|secret[_-]?key|access[_-]?key|private[_-]?key|(?:client|app)[_-]?secret|(?:access|auth|api|refresh|session|bearer)[_-]?token)[\w.-]{0,60}`;

const rules: readonly (readonly [RegExp, string | ((...found: string[]) => string)])[] = [
  [/\b(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{16}\b/g, stars],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}\b|\bgithub_pat_\w{20,}\b|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{10,}/g, stars],
  [/\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}\b|\bsk-[A-Za-z0-9_-]{20,}\b|\bnpm_[A-Za-z0-9]{30,}\b/g, stars],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, stars],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${stars}`],
  [/\b(X-Amz-(?:Signature|Security-Token|Credential))=[^&\s"']+/gi, `$1=${stars}`],
  [/([a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/]{0,200}):[^\s@]{1,500}@/gi, `$1:${stars}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/g, `-----BEGIN PRIVATE KEY----- ${stars}`],
  [/^\s*[A-Za-z0-9+/]{60,}={0,2}\s*$/g, stars],
  [new RegExp(String.raw`(["'])(${secretName})\1(\s*:\s*)(["'])((?:(?!\4).){1,4000})\4`, 'gi'), quotedValue],
  [new RegExp(String.raw`\b(${secretName}\s?=\s?)("[^"]{1,4000}"|'[^']{1,4000}'|[^\s&;,"')]+)`, 'gi'), namedValue],
  [new RegExp(String.raw`\b(${colonName}:\s?)("[^"]{1,4000}"|'[^']{1,4000}'|[^\s&;,"')]+)`, 'gi'), namedValue],
];

/**
 * The text with everything that looks like a secret replaced by `***`: AWS keys, tokens of well-known forms, passwords
 * in URLs and connection strings, values of names such as `password`. ARNs and parameter paths stay: they only name
 * a secret. This is a net under the runner's own masks, which know the exact values.
 */
export function maskSecrets(text: string): string {
  return rules.reduce((masked, [pattern, by]) => masked.replace(pattern, by as string), text);
}

function quotedValue(whole: string, quote = '', name = '', colon = '', mark = '', value = ''): string {
  return isReference(value) ? whole : `${quote}${name}${quote}${colon}${mark}${stars}${mark}`;
}

function namedValue(whole: string, name = '', value = ''): string {
  return isReference(value.replace(/^["']|["']$/g, '')) ? whole : `${name}${stars}`;
}

const isReference = (value: string) =>
  /^arn:aws[\w-]*:/.test(value) || /^\/[\w.-]+(?:\/[\w.-]+)+$/.test(value) || value === stars;
