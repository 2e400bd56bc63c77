import type { HttpAnswer } from '#base/network';
import type { HealthCheck } from './health-checks.ts';

/** Whether the status is one that the check names; by default 200 to 299, or any redirect where one is expected. */
export function isExpectedStatus(check: HealthCheck, status: number): boolean {
  const fallback = check.redirects instanceof URL ? [{ from: 300, to: 399 }] : [{ from: 200, to: 299 }];
  return (check.status ?? fallback).some(({ from, to }) => status >= from && status <= to);
}

export const isRedirect = ({ status, headers }: Extract<HttpAnswer, { kind: 'answered' }>): boolean =>
  [301, 302, 303, 307, 308].includes(status) && headers.location !== undefined;
