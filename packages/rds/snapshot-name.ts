import { createHash } from 'node:crypto';

/**
 * The name of a release's snapshot: `<database>-<sha7>-<run>-<attempt>`, the same for every try of that release.
 * Legal for instances and clusters: a letter first, letters, digits and single hyphens, no hyphen last, lower case, at
 * most 63 characters. When something must be cut or replaced, a digest of the whole keeps two names apart.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBClusterSnapshot.html
 */
export function snapshotName(database: string, release: string, commit?: string): string {
  const parts = [database, ...(commit === undefined ? [] : [commit.slice(0, 7)]), release];
  const plain = parts.join('-').toLowerCase();
  if (plain.length <= longest && words(plain) === plain && /^[a-z]/.test(plain)) return plain;
  const digest = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
  const end = [cut(words(release), 30), digest].filter((part) => part !== '').join('-');
  const start = words(database).replace(/^[^a-z]+/, '');
  return `${cut(start === '' ? 'db' : start, longest - 1 - end.length)}-${end}`;
}

const longest = 63;

const words = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

const cut = (text: string, length: number) => text.slice(0, length).replace(/-$/, '');
