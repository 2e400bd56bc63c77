import { diagnosis } from '#report/diagnosis';
import { Failure } from '#report/failure';
import type { Host } from '#report/host';
import { AwsError } from './aws-error.ts';
import { type Aws, awsClient } from './client.ts';
import type { Credentials } from './credentials.ts';
import { type AskedRole, explainRefusedRole } from './explain-refused-role.ts';
import type { RoleWish } from './inputs.ts';
import { type Claims, readClaims } from './read-claims.ts';
import { renewKeys, type Session } from './renew-keys.ts';

/** What STS is asked with: the job's own identity, or the credentials of the environment. */
interface Proof {
  readonly token?: string;
  readonly claims?: Claims;
}

/**
 * Credentials of `role-to-assume`, minted when they are first needed and renewed before they end. `ambient` is the
 * connection with the credentials of the environment. Its keys throw `Failure`: `no-credentials` when there is nothing to
 * assume the role with, otherwise why STS refused (explain-refused-role.ts).
 */
export function assumeRole(ambient: Aws, role: string, wish: RoleWish, host: Host): Credentials {
  const seconds = wish['role-duration-seconds'] ?? 3_600;
  const name = wish['role-session-name'] ?? sessionNameOf(host);
  // Renewing outlives a cancel: what is put back then needs keys, too. A call that is cancelled does not wait for it.
  const aws: Aws = { ...ambient, signal: new AbortController().signal };
  let told = false;

  return renewKeys(async () => {
    const start = aws.clock.now();
    const proof = await proofFor(role, host, aws.signal);
    if (!told) for (const line of tell(role, seconds, proof, host)) host.log.info(line);
    told = true;
    const asked = { role, seconds, ...(proof.claims === undefined ? {} : { claims: proof.claims }) };
    return { keys: await askSts(aws, asked, name, proof, host), endsAt: start + seconds * 1_000 } satisfies Session;
  }, aws);
}

async function proofFor(role: string, host: Host, signal: AbortSignal): Promise<Proof> {
  if (host.idToken !== undefined) {
    // The audience of GitHub's provider; China has one of its own, as in aws-actions/configure-aws-credentials.
    const audience = role.startsWith('arn:aws-cn:') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
    const token = await host.idToken(audience, signal);
    host.log.mask(token);
    return { token, claims: readClaims(token) };
  }
  const { AWS_ACCESS_KEY_ID, AWS_PROFILE, RUNNER_ENVIRONMENT } = host.env;
  // Elsewhere a machine may have credentials that no variable tells of.
  if (AWS_ACCESS_KEY_ID || AWS_PROFILE || RUNNER_ENVIRONMENT !== 'github-hosted') return {};
  throw nothingToAssumeWith(role);
}

async function askSts(
  aws: Aws,
  asked: AskedRole,
  name: string,
  { token }: Proof,
  host: Host,
): Promise<Session['keys']> {
  const sdk = await import('./sts-operations.ts');
  const sts = awsClient<typeof sdk>(aws, 'sts', sdk, sdk.STSClient);
  const input = { RoleArn: asked.role, RoleSessionName: name, DurationSeconds: asked.seconds };
  try {
    const { Credentials: given } = await (token === undefined
      ? sts.call('AssumeRole', input)
      : sts.call('AssumeRoleWithWebIdentity', { ...input, WebIdentityToken: token }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = given ?? {};
    for (const secret of [AccessKeyId, SecretAccessKey, SessionToken]) host.log.mask(secret);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'CredentialsProviderError') throw nothingToAssumeWith(asked.role, error);
    const why = explainRefusedRole(error, asked);
    throw why === undefined ? error : new Failure(why, { cause: error });
  }
}

function tell(role: string, seconds: number, { claims }: Proof, { env }: Host): readonly string[] {
  const until = `renewed every ${seconds / 60} min`;
  if (claims === undefined) {
    const other = env.GITHUB_ACTIONS === 'true' ? ' (the job has no OIDC token: permissions: id-token: write)' : '';
    return [`credentials: ${role}, assumed from the credentials of the environment${other}, ${until}`];
  }
  const unused = env.AWS_ACCESS_KEY_ID ? '; AWS_ACCESS_KEY_ID of the environment is not used' : '';
  return [`credentials: ${role}, for ${claims.subject}, ${until}${unused}`];
}

const nothingToAssumeWith = (role: string, cause?: unknown): Failure =>
  new Failure(
    diagnosis('no-credentials', {
      what: `there is nothing to assume role ${role} with: the job has no OIDC token, and the environment no AWS credentials`,
      where: 'role-to-assume',
      fix: `Add to the job, or to the top of the workflow: permissions: { contents: read, id-token: write } (a pull request from a fork never gets it).
Or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN in a step before, to assume ${role} from them.`,
    }),
    { cause },
  );

/** `deploy-ecs-123456-1`: which run it was, as CloudTrail shows it; at most 64 characters that STS takes. */
const sessionNameOf = ({ run: { action, release } }: Host): string =>
  `${action}-${release}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
