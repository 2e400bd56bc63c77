import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkPorts } from '#ecs/preflight/check-ports';
import { coversBlock } from '#ecs/preflight/covers-block';
import { type Finding, findings, tellOnce } from '#ecs/preflight/finding';
import { taskBounds } from '#ecs/preflight/task-bounds';
import type { LiveService } from '#ecs/service/read-live';
import type { ServiceChange } from '#ecs/service/service-change';

test.each([
  ['0.0.0.0/0', '10.0.1.0/24', true],
  ['10.0.0.0/16', '10.0.1.0/24', true],
  ['10.0.1.0/24', '10.0.1.0/24', true],
  ['10.0.1.0/25', '10.0.1.0/24', false],
  ['10.1.0.0/16', '10.0.1.0/24', false],
  ['10.0.1.7/32', '10.0.1.0/24', false],
  ['::/0', '10.0.1.0/24', false],
  ['::/0', '2001:db8::/56', true],
  ['0.0.0.0/0', '2001:db8::/56', false],
  ['10.0.0.0/16', '', false],
])('%s covers %s: %s', (block, other, covers) => {
  expect(coversBlock(block, other)).toBe(covers);
});

const address = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const mask = (value: number, bits: number) => (bits === 0 ? 0 : (value >>> (32 - bits)) << (32 - bits)) >>> 0;

test('a block covers another one exactly when both ends of that are in it', () => {
  const block = fc.record({ value: fc.nat(0xffffffff), bits: fc.integer({ min: 0, max: 32 }) });
  fc.assert(
    fc.property(block, block, fc.boolean(), (one, two, near) => {
      const base = mask(near ? two.value : one.value, one.bits);
      const first = mask(two.value, two.bits);
      const last = first + 2 ** (32 - two.bits) - 1;
      const isIn = (value: number) => value >= base && value <= base + 2 ** (32 - one.bits) - 1;
      expect(coversBlock(`${address(base)}/${one.bits}`, `${address(first)}/${two.bits}`)).toBe(
        isIn(first) && isIn(last),
      );
    }),
  );
});

const { ok, skip } = findings('secrets');

test('what is skipped for one reason is told once for each check, and nothing else is joined', () => {
  const other: Finding = { level: 'SKIP', check: 'roles', where: 'c', what: 'denied' };
  const found = [
    skip('a', 'denied'),
    ok('a', 'exists'),
    skip('b', 'denied'),
    other,
    skip('a', 'denied'),
    ok('b', 'exists'),
  ];
  expect(tellOnce(found)).toEqual([skip('a, b', 'denied'), ok('a', 'exists'), other, ok('b', 'exists')]);
  expect(tellOnce([])).toEqual([]);
});

test.each([
  ['as AWS has it', {}, {}, { floor: 2, ceiling: 4 }],
  ['rounded', { minimumHealthyPercent: 51, maximumPercent: 149 }, {}, { floor: 2, ceiling: 2 }],
  [
    'of the inputs',
    { maximumPercent: 149 },
    { deploymentConfiguration: { maximumPercent: 150 } },
    { floor: 2, ceiling: 3 },
  ],
  ['of a count of the inputs', {}, { desiredCount: 5 }, { floor: 5, ceiling: 10 }],
  ['blue/green', { strategy: 'BLUE_GREEN' }, {}, undefined],
])('the bounds of two tasks, %s', (_, deploymentConfiguration, change, bounds) => {
  const live = { facts: { desiredCount: 2, deploymentConfiguration } } as unknown as LiveService;
  const seen = taskBounds(live, change as ServiceChange);
  expect(seen && { floor: seen.floor, ceiling: seen.ceiling }).toEqual(bounds);
});

const mapping = (range: object) => ({ containerDefinitions: [{ name: 'app', image: 'a', portMappings: [range] }] });
const balanced = (balancer: object) =>
  ({ row: 'web', facts: { loadBalancers: [{ containerName: 'app', containerPort: 8080, ...balancer }] } }) as never;
const group = { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/lb/1' };

test.each([
  ['the port', { containerPort: 8080 }, group, 'OK', 'target group lb'],
  ['another port', { containerPort: 80 }, group, 'FAIL', 'target group lb'],
  ['a range that begins with it', { containerPortRange: '8080-8090' }, group, 'OK', 'target group lb'],
  ['a range that ends with it', { containerPortRange: '8070-8080' }, group, 'OK', 'target group lb'],
  ['a range above it', { containerPortRange: '8081-8090' }, group, 'FAIL', 'target group lb'],
  ['a range below it', { containerPortRange: '8070-8079' }, group, 'FAIL', 'target group lb'],
  [
    'the port, behind a Classic Load Balancer',
    { containerPort: 8080 },
    { loadBalancerName: 'old' },
    'OK',
    'service web',
  ],
  [
    'another port, behind a Classic Load Balancer',
    { containerPort: 80 },
    { loadBalancerName: 'old' },
    'FAIL',
    'service web',
  ],
])('a container offers %s', async (_, range, balancer, level, where) => {
  const service = { live: balanced(balancer), definition: { family: 'web', ...mapping(range) } };
  expect(await checkPorts(service as never)).toEqual([expect.objectContaining({ level, where })]);
});
