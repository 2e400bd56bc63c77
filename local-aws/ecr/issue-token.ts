import type { Registry } from './registry.ts';

export interface Token {
  /** For the user `AWS`. */
  readonly password: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * A password that docker can log in with, for 12 hours.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
export function issueToken({ world: { clock, random }, tokens }: Registry): Token {
  const password = Array.from({ length: 64 }, () => Math.floor(random() * 36).toString(36)).join('');
  const expiresAt = clock.now() + 12 * 3_600_000;
  tokens.set(password, expiresAt);
  return { password, expiresAt };
}
