import type { ApiResponse } from './model.ts';

/**
 * What GitHub says, word for word.
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api and
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const texts = {
  badCredentials: 'Bad credentials',
  requiresAuthentication: 'Requires authentication',
  notFound: 'Not Found',
  notAccessible: 'Resource not accessible by integration',
  validationFailed: 'Validation Failed',
  problemsParsing: 'Problems parsing JSON',
  primaryLimit:
    'API rate limit exceeded for installation ID 4242. If you reach out to GitHub Support for help, please include the request ID.',
  secondaryLimit:
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.',
  serverError: 'Server Error',
} as const;

const documentation = 'https://docs.github.com/rest';

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: body === undefined ? '' : JSON.stringify(body),
});

export const refusal = (
  status: number,
  message: string,
  more: { errors?: readonly unknown[]; headers?: Readonly<Record<string, string>> } = {},
): ApiResponse =>
  json(
    status,
    {
      message,
      ...(more.errors === undefined ? {} : { errors: more.errors }),
      documentation_url: documentation,
      status: String(status),
    },
    more.headers,
  );

export const notFound = (): ApiResponse => refusal(404, texts.notFound);

/** A field that is missing, not allowed or taken: `missing_field`, `invalid`, `already_exists`, `custom`. */
export const invalid = (resource: string, field: string, code: string, message?: string): ApiResponse =>
  refusal(422, texts.validationFailed, {
    errors: [{ resource, code, field, ...(message === undefined ? {} : { message }) }],
  });
