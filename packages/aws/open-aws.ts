import type { InputValues } from '#base/input-kinds';
import type { Host } from '#report/host';
import type { Aws } from './client.ts';
import { connect } from './connect.ts';
import { guard } from './guard.ts';
import type { awsInputs } from './inputs.ts';

/** The connection of an action, allowed to write where it is. Throws `invalid-input` when it is not, `AwsError`. */
export async function openAws(values: InputValues<typeof awsInputs>, host: Host): Promise<Aws> {
  const aws = connect(host, values['aws-region']);
  await guard(aws, { accounts: values['allowed-account-ids'], regions: values['allowed-regions'] });
  return aws;
}
