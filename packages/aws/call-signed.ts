import { type Aws, type CallOptions, callWithRetries, clientConfig, timeLimited } from './client.ts';
import { collectBody } from './collect-body.ts';
import { domainOf } from './domain-of.ts';
import type { RawJson } from './raw-json.ts';
import { childOf, readXml, type XmlNode } from './read-xml.ts';

/** An operation of a service of which so little is called that its client is not worth bundling. */
export interface SignedOperation {
  /** As IAM and signatures name it: `secretsmanager`, `elasticloadbalancing`. */
  readonly service: string;
  readonly operation: string;
  /** `json`: what stands before the operation in `x-amz-target`. `query`: the version of the API. */
  readonly protocol:
    | { readonly kind: 'json'; readonly target: string }
    | { readonly kind: 'query'; readonly version: string };
}

interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: 'POST';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is used of an SDK client: its signer, which knows the credentials, and its way out. */
interface SigningClient {
  readonly config: {
    signer(scheme: object): Promise<{ sign(request: SdkRequest): Promise<SdkRequest> }>;
    readonly requestHandler: {
      handle(
        request: SdkRequest,
        options: { abortSignal: AbortSignal },
      ): Promise<{ response: { readonly statusCode: number; readonly body: unknown } }>;
    };
  };
}

/** The answer as JSON. Throws `AwsError`; an answer that is no JSON is `transient`. */
export function callJson(
  aws: Aws,
  service: string,
  target: string,
  operation: string,
  input: RawJson,
  options?: CallOptions,
): Promise<RawJson> {
  const call = { service, operation, protocol: { kind: 'json', target } } as const;
  return callSigned(aws, call, JSON.stringify(input), readJson, options);
}

/**
 * The members of the answer. `input`: parameters as they stand in the form, `Names.member.1`. Throws `AwsError`; an
 * answer that is no XML is `transient`.
 */
export function callQuery(
  aws: Aws,
  service: string,
  version: string,
  operation: string,
  input: Readonly<Record<string, string>>,
  options?: CallOptions,
): Promise<XmlNode> {
  const form = new URLSearchParams({ Action: operation, Version: version, ...input });
  const call = { service, operation, protocol: { kind: 'query', version } } as const;
  return callSigned(aws, call, form.toString(), (text) => membersOf(readXml(text), operation), options);
}

const readJson = (text: string): RawJson => (text === '' ? {} : (JSON.parse(text) as RawJson));

/** EC2 has no element around its members. */
function membersOf(root: XmlNode, operation: string): XmlNode {
  const result = childOf(root, `${operation}Result`);
  return result === '' ? root : result;
}

async function callSigned<Answer>(
  aws: Aws,
  call: SignedOperation,
  body: string,
  read: (text: string) => Answer,
  options: CallOptions = {},
): Promise<Answer> {
  const { STSClient } = await import('./sts-operations.ts');
  const client = new STSClient(clientConfig(aws) as never) as unknown as SigningClient;
  const operation = `${call.service}:${call.operation}`;
  const attempt = async () => {
    const { config } = client;
    const signer = await config.signer({
      name: 'sigv4',
      signingName: call.service,
      signingRegion: call.service === 'iam' ? 'us-east-1' : aws.region,
      properties: {},
    });
    const request = await signer.sign(requestOf(aws, call, body));
    const { response } = await config.requestHandler.handle(request, { abortSignal: timeLimited(aws, options) });
    const text = (await collectBody(response.body)).toString('utf8');
    if (response.statusCode >= 300) throw refusal(text, response.statusCode);
    return read(text);
  };
  return (await callWithRetries(aws, operation, attempt, options)) as Answer;
}

function requestOf(aws: Aws, { service, operation, protocol }: SignedOperation, body: string): SdkRequest {
  const url = new URL(aws.env.AWS_ENDPOINT_URL || `https://${hostOf(service, aws.region)}`);
  const kind =
    protocol.kind === 'json'
      ? { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `${protocol.target}.${operation}` }
      : { 'content-type': 'application/x-www-form-urlencoded' };
  return {
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    method: 'POST',
    path: '/',
    query: {},
    headers: { ...kind, host: url.host, 'content-length': String(Buffer.byteLength(body)) },
    body,
  };
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html; IAM is one for a whole partition. */
function hostOf(service: string, region: string): string {
  const domain = domainOf(region);
  return service === 'iam' && domain === 'amazonaws.com' ? `iam.${domain}` : `${service}.${region}.${domain}`;
}

/** An error as SDK clients throw it, with its name from either protocol. */
function refusal(text: string, status: number): Error {
  const json = /"(?:__type|code)"\s*:\s*"(?:[^"#]*#)?([^"]+)"/.exec(text)?.[1];
  const code = json ?? /<Code>([^<]+)<\/Code>/.exec(text)?.[1] ?? `HTTP${status}`;
  const message =
    /"[mM]essage"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1] ??
    JSON.stringify(/<Message>([^<]*)</.exec(text)?.[1] ?? text.slice(0, 200));
  return Object.assign(new Error(JSON.parse(message) as string), { name: code, $metadata: { httpStatusCode: status } });
}
