import type { ReasonCode } from '#report/reasons';
import type { Verdict } from '#report/verdict';
import type { FaultRule } from '../../local-aws/faults/rules.ts';

/** Trouble on the way to AWS during a release, and how one with a good and one with a crashing image must end. */
export interface FaultCase {
  readonly name: string;
  readonly faults: readonly (FaultRule & { readonly after?: number })[];
  /** Default: as without trouble. */
  readonly good?: { readonly verdict: Verdict; readonly code: ReasonCode; readonly serves: string };
  readonly bad?: { readonly verdict: Verdict; readonly code: ReasonCode; readonly serves: string };
}

const drop = { kind: 'drop-connection' } as const;
const lost = { kind: 'drop-connection', after: true } as const;
const newer = /ecs:(ListServiceDeployments|DescribeServiceDeployments|DescribeServiceRevisions|StopServiceDeployment)/;

export const survived: readonly FaultCase[] = [
  { name: 'every third call is throttled', faults: [{ operation: /./, every: 3, do: { kind: 'throttle' } }] },
  { name: 'every second call is throttled', faults: [{ operation: /./, every: 2, do: { kind: 'throttle' } }] },
  {
    name: 'nothing but throttling for 20 s, while it moves',
    faults: [{ operation: /./, after: 15_000, until: 35_000, do: { kind: 'throttle' } }],
  },
  {
    name: 'a burst of 500 for 20 s at the start',
    faults: [{ operation: /Describe/, until: 20_000, do: { kind: 'server-error' } }],
  },
  {
    name: 'a burst of 503 for two minutes, while it moves',
    faults: [{ operation: /./, after: 10_000, until: 130_000, do: { kind: 'server-error', status: 503 } }],
  },
  {
    name: 'every fourth call gets a page of HTML',
    faults: [{ operation: /./, every: 4, do: { kind: 'html-error' } }],
  },
  { name: 'every fourth read is cut', faults: [{ operation: /Describe|List/, every: 4, do: drop }] },
  {
    name: 'every fourth answer is cut in half',
    faults: [{ operation: /Describe|List/, every: 4, do: { kind: 'truncate' } }],
  },
  {
    name: 'RegisterTaskDefinition: the connection is cut before',
    faults: [{ operation: 'ecs:RegisterTaskDefinition', nth: 1, do: drop }],
  },
  {
    name: 'RegisterTaskDefinition: the answer is lost',
    faults: [{ operation: 'ecs:RegisterTaskDefinition', nth: 1, do: lost }],
  },
  {
    name: 'RegisterTaskDefinition: 500, twice',
    faults: [{ operation: 'ecs:RegisterTaskDefinition', times: 2, do: { kind: 'server-error' } }],
  },
  {
    name: 'UpdateService: the connection is cut before',
    faults: [{ operation: 'ecs:UpdateService', nth: 1, do: drop }],
  },
  { name: 'UpdateService: the answer is lost', faults: [{ operation: 'ecs:UpdateService', nth: 1, do: lost }] },
  {
    name: 'UpdateService: the answer is lost, and reads are stale then',
    faults: [
      { operation: 'ecs:UpdateService', nth: 1, do: lost },
      { operation: 'ecs:DescribeServices', nth: 3, do: { kind: 'stale' } },
    ],
  },
  {
    name: 'StopServiceDeployment: the answer is lost',
    faults: [{ operation: 'ecs:StopServiceDeployment', nth: 1, do: lost }],
  },
  {
    name: 'stale reads of the service every second time',
    faults: [{ operation: 'ecs:DescribeServices', every: 2, do: { kind: 'stale', ms: 5_000 } }],
  },
  {
    name: 'stale reads of its deployment every second time',
    faults: [{ operation: 'ecs:DescribeServiceDeployments', every: 2, do: { kind: 'stale', ms: 5_000 } }],
  },
  {
    name: 'things are missing the first time',
    faults: [{ operation: /Describe/, after: 1_000, do: { kind: 'missing-once' } }],
  },
  { name: 'the newer APIs are denied', faults: [{ operation: newer, do: { kind: 'deny' } }] },
  {
    name: 'DescribeServices is denied while it moves',
    faults: [{ operation: 'ecs:DescribeServices', after: 10_000, do: { kind: 'deny' } }],
    // Whether somebody else came after ours cannot be seen then: nothing is put back blindly.
    bad: { verdict: 'rollback-failed', code: 'crash-loop', serves: 'web:2' },
  },
  { name: 'tags may not be written', faults: [{ operation: /TagResource/, do: { kind: 'deny' } }] },
  {
    name: 'tasks may not be read',
    faults: [{ operation: /ecs:(List|Describe)Tasks/, do: { kind: 'deny' } }],
    bad: { verdict: 'rolled-back', code: 'deadline-exceeded', serves: 'web:1' },
  },
  { name: 'logs may not be read', faults: [{ operation: /^logs:/, do: { kind: 'deny' } }] },
  { name: 'ECR may not be read', faults: [{ operation: /^ecr:/, do: { kind: 'deny' } }] },
  {
    name: 'the newer APIs are denied, answers take a second',
    faults: [
      { operation: newer, do: { kind: 'deny' } },
      { operation: /./, do: { kind: 'latency', ms: 1_000 } },
    ],
  },
  { name: 'every answer takes 3 s', faults: [{ operation: /./, do: { kind: 'latency', ms: 3_000 } }] },
  { name: 'every answer takes 10 s', faults: [{ operation: /./, do: { kind: 'latency', ms: 10_000 } }] },
];
