import type { Host } from '#report/host';
import type { Aws } from './client.ts';
import type { RoleWish } from './inputs.ts';

/**
 * The connection as the role that is wished, with its first credentials in hand; `aws` itself when none is.
 * Throws `no-credentials`, `access-denied` and others when the role is not given out (assume-role.ts), `AwsError`.
 */
export async function workAs(aws: Aws, wish: RoleWish, host: Host): Promise<Aws> {
  const role = wish['role-to-assume'];
  if (role === undefined) return aws;
  const { assumeRole } = await import('./assume-role.ts');
  const credentials = assumeRole(aws, role, wish, host);
  await credentials.keys(aws.signal);
  return { ...aws, credentials };
}
