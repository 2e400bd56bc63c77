import type { InputValues } from '#base/input-kinds';
import type { Host } from '#report/host';
import type { Aws } from './client.ts';
import { connect } from './connect.ts';
import { guard } from './guard.ts';
import type { awsInputs } from './inputs.ts';
import { workAs } from './work-as.ts';

/**
 * The connection of an action, with credentials of its role in hand, allowed to write where it is. Throws `invalid-input`
 * when it is not, `no-credentials`, `access-denied` and others when the role is not given out, `AwsError`.
 */
export async function openAws(values: InputValues<typeof awsInputs>, host: Host): Promise<Aws> {
  const aws = await workAs(connect(host, values['aws-region']), values, host);
  await guard(aws, { accounts: values['allowed-account-ids'], regions: values['allowed-regions'] });
  return aws;
}
