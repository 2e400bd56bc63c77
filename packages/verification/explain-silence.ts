import type { HttpAnswer } from '#base/network';
import type { HealthCheck } from './health-checks.ts';
import type { Problem } from './judge-answer.ts';

type Silence = Extract<HttpAnswer, { kind: 'unanswered' }>;

interface Row {
  readonly codes: RegExp;
  readonly means: string;
  readonly fix: (url: URL, check: HealthCheck) => string;
}

/** OpenSSL's and Node's codes: https://nodejs.org/docs/latest-v24.x/api/tls.html#x509-certificate-error-codes */
const rows: readonly Row[] = [
  {
    codes: /^ECONNREFUSED$/,
    means: 'connection refused',
    fix: ({ host }) =>
      `Nothing listens on ${host}: check the listener and its port, and that the server listens on 0.0.0.0.`,
  },
  {
    codes: /^(ENOTFOUND|EAI_.+|ENODATA|ESERVFAIL)$/,
    means: 'the name does not resolve',
    fix: ({ hostname }) =>
      `Create or correct the DNS record of ${hostname}; a private name needs a runner inside the VPC.`,
  },
  {
    codes: /^timeout$/,
    means: 'no complete answer in time',
    fix: ({ host }, check) =>
      `Let the runner reach ${host} (security group, public subnets), or raise timeout-seconds (${check.timeoutMs / 1_000}).`,
  },
  {
    codes: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/,
    means: 'the host cannot be reached',
    fix: ({ host }) => `Let the runner reach ${host}: security group, public subnets, or a runner inside the VPC.`,
  },
  {
    codes: /^(ECONNRESET|EPIPE|ECONNABORTED)$/,
    means: 'connection cut before the answer',
    fix: ({ host }) => `Look for crashes behind ${host}, and whether its port speaks http or https.`,
  },
  {
    codes: /^CERT_HAS_EXPIRED$/,
    means: 'TLS: the certificate has expired',
    fix: ({ host }) => `Renew the certificate of ${host}.`,
  },
  {
    codes: /^CERT_NOT_YET_VALID$/,
    means: 'TLS: the certificate is not valid yet',
    fix: ({ host }) => `Check the certificate of ${host} and the clock of the runner.`,
  },
  {
    codes: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN)$/,
    means: 'TLS: the certificate is self-signed',
    fix: ({ host }) => `Serve a public certificate on ${host}, or name your own authority in NODE_EXTRA_CA_CERTS.`,
  },
  {
    codes: /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_UNTRUSTED)$/,
    means: 'TLS: the issuer of the certificate is not known',
    fix: ({ host }) =>
      `Let ${host} send the intermediate certificates, too, or name your authority in NODE_EXTRA_CA_CERTS.`,
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    means: 'TLS: the certificate is for another name',
    fix: ({ hostname }, check) =>
      `Add ${hostHeader(check) ?? hostname} to the certificate, or name the site by headers: { Host: … } for a bare address.`,
  },
  {
    codes: /^(EPROTO|ERR_SSL_.+|ERR_TLS_.+|CERT_.+|.+_CERT_.+)$/,
    means: 'TLS failed',
    fix: ({ host }) => `Check whether ${host} speaks TLS on this port, and its certificate.`,
  },
  {
    codes: /^HPE_/,
    means: 'the answer is not HTTP',
    fix: ({ host }) => `Check what listens on ${host}; a TLS port needs https://.`,
  },
];

/** A request without an answer: the reason in words, Node's code and message, and what mends it. */
export function explainSilence(check: HealthCheck, url: URL, { reason, message }: Silence): Problem {
  const row = rows.find(({ codes }) => codes.test(reason));
  const means = row?.means ?? 'no answer';
  return {
    kind: 'unanswered',
    key: reason,
    text: message === reason ? `${means} (${reason})` : `${means} (${reason}: ${message})`,
    fix: row?.fix(url, check) ?? `Check that the runner can reach ${url}.`,
  };
}

const hostHeader = ({ headers }: HealthCheck): string | undefined =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'host')?.[1];
