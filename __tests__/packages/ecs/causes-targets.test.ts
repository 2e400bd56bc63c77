import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { diagnoseTrack } from '#ecs/diagnose/diagnose-track';
import { readUnhealthyTargets } from '#ecs/diagnose/read-unhealthy-targets';
import { newTrack } from '#ecs/follow/look-track';
import { event, stopped } from '../../../local-aws/texts.ts';
import { answeringSources } from './answering-ecs.ts';
import { partFrom } from './watch-stage.ts';

// For up to six hours ECS does not say again what it has said: then the load balancer itself tells why its targets are unhealthy.

const groupOf = (name: string) => `arn:aws:elasticloadbalancing:x:1:targetgroup/${name}/1`;
const web = groupOf('web');
const began = Date.UTC(2026, 10, 20);
const health = (state: string, reason = '', description = '') =>
  `<State>${state}</State>${reason && `<Reason>${reason}</Reason>`}${description && `<Description>${description}</Description>`}`;
const member = (id: string, port: string, of: string) =>
  `<member><Target><Id>${id}</Id>${port && `<Port>${port}</Port>`}</Target><TargetHealth>${of}</TargetHealth></member>`;
const bodyOf = (...members: readonly string[]) =>
  `<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>${members.join('')}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`;
const three = bodyOf(
  member('10.0.0.1', '8080', health('healthy')),
  member('10.0.0.2', '8080', health('draining', 'Target.DeregistrationInProgress')),
  member('10.0.0.3', '8080', health('unhealthy', 'Target.Timeout', 'Request timed out')),
);

/** A load balancer that answers so, after what was asked of it. */
function balancer(status: number, body: string) {
  const { sources, ...rest } = answeringSources({});
  const asked: string[] = [];
  const handle = async ({ body: form }: { readonly body: string }) => {
    asked.push(new URLSearchParams(form).get('TargetGroupArn') ?? '');
    return { response: { statusCode: status, headers: {}, body: Readable.from([Buffer.from(body)]) } };
  };
  const aws = { ...sources.aws, network: { aws: { handle } as never } };
  return { ...rest, aws, asked, sources: { ...sources, aws } };
}

const stoppedFor = (stoppedReason: string) => ({
  arn: 'arn',
  id: '1',
  stopCode: 'ServiceSchedulerInitiated',
  stoppedReason,
  containers: [],
});

test.each<readonly [string, readonly string[], readonly string[], readonly string[]]>([
  ['not when nothing has stopped', [], [], []],
  ['not when tasks stopped for something else', [stopped.containerHealth], [], []],
  ['not when an event tells', [stopped.targetHealth(web)], [event.unhealthyTarget(80, web, 'Request timed out')], []],
  ['once for all tasks of a group', [stopped.targetHealth(web), stopped.targetHealth(web)], [], [web]],
  [
    'for the group of which no event tells',
    [stopped.targetHealth(web), stopped.targetHealth(groupOf('grpc'))],
    [event.unhealthyTarget(80, web, 'Request timed out')],
    [groupOf('grpc')],
  ],
])('the load balancer is asked %s', async (_name, reasons, events, groups) => {
  const { aws, asked } = balancer(200, three);
  await readUnhealthyTargets(aws, reasons.map(stoppedFor), events, {});
  expect(asked).toEqual(groups);
});

test.each<readonly [string, string, readonly object[]]>([
  ['nothing', bodyOf(), []],
  [
    'only what is unhealthy',
    three,
    [{ id: '10.0.0.3', port: '8080', reason: 'Target.Timeout', description: 'Request timed out' }],
  ],
  ['what it does not explain', bodyOf(member('i-1', '', health('unhealthy'))), [{ id: 'i-1' }]],
  ['what has no name', bodyOf(`<member><TargetHealth>${health('unhealthy')}</TargetHealth></member>`), [{ id: '' }]],
])('it tells %s', async (_name, body, targets) => {
  const { aws } = balancer(200, body);
  const found = await readUnhealthyTargets(aws, [stoppedFor(stopped.targetHealth(web))], [], {});
  expect(found).toStrictEqual(targets.map((target) => ({ group: web, ...target })));
});

const denied = '<ErrorResponse><Error><Code>AccessDenied</Code><Message>you may not</Message></Error></ErrorResponse>';

test.each([
  ['with its reason', 200, three, 'the targets in target group web are unhealthy: Request timed out'],
  ['without, where it may not be asked', 403, denied, 'the targets in target group web are unhealthy'],
] as const)('the cause is told %s', async (_name, status, body, what) => {
  const { sources } = balancer(status, body);
  const track = Object.assign(newTrack(partFrom(began)), { id: undefined, stopped: [] });
  const { ecs } = answeringSources({
    ListTasks: () => ({ taskArns: ['arn:task/1'] }),
    DescribeTasks: () => ({
      tasks: [
        {
          taskArn: 'arn:task/1',
          startedBy: 'ecs-svc/2',
          lastStatus: 'STOPPED',
          stopCode: 'ServiceSchedulerInitiated',
          stoppedReason: stopped.targetHealth(web),
        },
      ],
    }),
  }).sources;
  const why = await diagnoseTrack({ ...sources, ecs }, { ...track, id: 'ecs-svc/2' }, {});
  expect(why).toMatchObject({ code: 'target-unhealthy', what });
});
