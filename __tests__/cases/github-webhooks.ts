import type { HttpAnswer } from '#base/network';
import type { ReasonCode } from '#report/reasons';

export interface WebhookCase {
  readonly name: string;
  readonly code: ReasonCode;
  readonly answer: HttpAnswer;
  /** In the warning. */
  readonly says: string;
  /** In the cause, when the webhook must be told. */
  readonly what: string;
  /** At least and at most. */
  readonly tries: readonly [number, number];
}

const answered = (status: number, body: string): HttpAnswer => ({
  kind: 'answered',
  status,
  headers: {},
  body,
  tookMs: 1,
});
const unanswered = (reason: string): HttpAnswer => ({
  kind: 'unanswered',
  reason,
  message: `${reason} somewhere`,
  tookMs: 1,
});

/** How a webhook does not take a message. */
export const webhookCases: readonly WebhookCase[] = [
  {
    name: 'it was revoked',
    code: 'notification-failed',
    answer: answered(404, 'no_service'),
    says: 'HTTP 404: no_service',
    what: 'the webhook did not take the message: HTTP 404',
    tries: [1, 1],
  },
  {
    name: 'it repeats its address in its answer',
    code: 'notification-failed',
    answer: answered(403, 'POST /services/T000/B000/abcdefghijklmnop is forbidden'),
    says: 'HTTP 403: POST *** is forbidden',
    what: 'HTTP 403',
    tries: [1, 1],
  },
  {
    name: 'it leads somewhere else',
    code: 'notification-failed',
    answer: answered(302, ''),
    says: 'HTTP 302',
    what: 'HTTP 302, a redirect, which is not followed',
    tries: [1, 1],
  },
  {
    name: 'it stays broken',
    code: 'notification-failed',
    answer: answered(503, 'try later'),
    says: 'HTTP 503: try later',
    what: 'HTTP 503',
    tries: [4, 8],
  },
  {
    name: 'its host is not found',
    code: 'notification-failed',
    answer: unanswered('ENOTFOUND'),
    says: 'ENOTFOUND',
    what: 'the webhook did not take the message: ENOTFOUND',
    tries: [4, 8],
  },
  {
    name: 'it does not answer in time',
    code: 'notification-failed',
    answer: unanswered('timeout'),
    says: 'timeout',
    what: 'timeout',
    tries: [2, 8],
  },
];
