import type { Aws } from '#aws/client';
import type { Ecs } from '../client.ts';
import type { Definition } from '../definition/task-definition.ts';
import type { LiveService } from '../service/read-live.ts';
import type { ServiceChange } from '../service/service-change.ts';
import type { Finding } from './finding.ts';

/** A service as it would be deployed. */
export interface ServiceUnderCheck {
  readonly aws: Aws;
  readonly ecs: Ecs;
  readonly change: ServiceChange;
  readonly live: LiveService;
  /** What would be registered; what serves, where that could not be made out. */
  readonly definition: Definition;
  /** What a deployment does with a rollout that it finds under way. */
  readonly ifInProgress: 'wait' | 'fail' | 'supersede';
  /** Alarms that guard the release besides those of the service itself. */
  readonly alarms: readonly string[];
}

/** What the inputs say about a deployment as a whole. */
export type PreflightWish = Pick<ServiceUnderCheck, 'ifInProgress' | 'alarms'>;

/** Looks at one thing and writes nothing. Throws `AwsError`: then the check is skipped, for that reason. */
export type PreflightCheck = (service: ServiceUnderCheck) => readonly Finding[] | Promise<readonly Finding[]>;
