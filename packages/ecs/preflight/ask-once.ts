import { callJson, callQuery } from '#aws/call-signed';
import type { Aws } from '#aws/client';
import type { RawJson } from '#aws/raw-json';
import type { XmlNode } from '#aws/read-xml';

/** By what all copies of a run's connection share. */
const answers = new WeakMap<Aws['calls'], Map<string, Promise<unknown>>>();

/** What several checks of several services want to know; the same question is asked once a run. */
export function once<Answer>(aws: Aws, question: string, ask: () => Promise<Answer>): Promise<Answer> {
  const known = answers.get(aws.calls) ?? new Map<string, Promise<unknown>>();
  answers.set(aws.calls, known);
  const asked = (known.get(question) as Promise<Answer> | undefined) ?? ask();
  known.set(question, asked);
  return asked;
}

/** The services that are asked in forms, and the version of their API. */
const versions = { ec2: '2016-11-15', elasticloadbalancing: '2015-12-01', iam: '2010-05-08' } as const;
/** Those that are asked in JSON, and how they are called in it. */
const targets = {
  secretsmanager: 'secretsmanager',
  servicequotas: 'ServiceQuotasV20190624',
  ssm: 'AmazonSSM',
} as const;

/** `callQuery`, once. Throws `AwsError`. */
export const askOnce = (
  aws: Aws,
  service: keyof typeof versions,
  operation: string,
  form: Readonly<Record<string, string>>,
): Promise<XmlNode> =>
  once(aws, `${service}:${operation} ${JSON.stringify(form)}`, () =>
    callQuery(aws, service, versions[service], operation, form),
  );

/** `callJson`, once in each region. Throws `AwsError`. */
export const askJsonOnce = (
  aws: Aws,
  service: keyof typeof targets,
  operation: string,
  input: RawJson,
  region = aws.region,
): Promise<RawJson> =>
  once(aws, `${service}:${operation} ${region} ${JSON.stringify(input)}`, () =>
    callJson({ ...aws, region }, service, targets[service], operation, input),
  );
