import { actionSpec } from '#base/action-spec';
import { deliveryInputs } from '#github/inputs';
import { reportInputs, reportOutputs } from '#report/inputs';

export const spec = actionSpec({
  name: 'delivery-report',
  title: 'Report a delivery',
  description:
    'Tells how the jobs of a run ended: a summary, a webhook, a GitHub release, and the delivery metrics from the record of deployments.',
  inputs: { ...deliveryInputs, ...reportInputs },
  outputs: {
    metrics: 'JSON: frequency, lead time, change failure rate and recovery time; empty without window-days.',
    'release-page': 'The page of the GitHub release; empty without release.',
    outcome: 'What the jobs of needs come to: success, failure or cancelled.',
    ...reportOutputs,
  },
  post: false,
  branding: { icon: 'bar-chart-2', color: 'purple' },
});
