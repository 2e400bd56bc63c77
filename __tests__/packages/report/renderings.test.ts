import { expect, test } from '@jest/globals';
import { annotations } from '#report/annotate';
import { diagnosis } from '#report/diagnosis';
import { renderMetrics } from '#report/render-metrics';
import { renderPayload, renderStatus } from '#report/render-payload';
import { renderClosing } from '#report/render-terminal';
import { worstVerdict } from '#report/verdict';
import { report, revision, row } from './sample-parts.ts';
import { singleService } from './sample-reports.ts';
import { stories } from './sample-stories.ts';

const samples = { ...singleService, ...stories };
const sample = (name: string) => samples[name] ?? report({});

test.each(Object.entries(samples))('%s: the rows of the sample agree with its verdict', (_, of) => {
  const rows = of.rows.map((one) => one.verdict);
  // A migration that failed, or a cancel before anything was reached, is the run's own end.
  const isOwn = rows.every((one) => one === 'skipped') && of.verdict !== 'skipped';
  const verdict = worstVerdict(isOwn ? [...rows, of.verdict] : rows);
  if (of.rows.length > 0) expect(of.verdict).toBe(verdict);
});

const cause = (what: string) => diagnosis('http-check-failed', { what, where: 'https://x', evidence: ['HTTP 503'] });
const failing = (count: number) =>
  report({
    verdict: 'failed',
    diagnosis: cause('cause 0'),
    rows: Array.from({ length: count }, (_, at) =>
      row(`s${at}`, { verdict: 'failed', diagnosis: cause(`cause ${at}`) }),
    ),
    warnings: Array.from({ length: 5 }, (_, at) => `warning ${at}`),
  });

test('the cause comes first, three of a kind at most, the rest is counted', () => {
  const notes = annotations(failing(6));
  expect(notes.map(({ level, title }) => `${level} ${title}`)).toEqual([
    ...Array(3).fill('error http-check-failed'),
    ...Array(3).fill('warning deploy-ecs'),
  ]);
  expect(notes[0]?.message.split('\n').slice(0, 2)).toEqual(['cause 0', 'HTTP 503']);
  expect(notes[2]?.message).toMatch(/\(3 more in the job summary\)$/);
  expect(notes[5]?.message).toBe('warning 2\n(2 more in the job summary)');
});

test('a cause that run and row share is said once', () => {
  expect(annotations(failing(1)).filter(({ level }) => level === 'error')).toHaveLength(1);
});

test('green runs have warnings only, also when the user calls them green', () => {
  expect(annotations(sample('succeeded')).map(({ level }) => level)).toEqual(['warning']);
  expect(annotations(sample('unchanged'))).toEqual([]);
  const allowed = annotations(sample('rolled-back'), ['rolled-back']);
  expect(allowed.map(({ level, title }) => `${level} ${title}`)).toEqual(['warning crash-loop']);
});

test('a red run without a cause still says what happened', () => {
  expect(annotations(sample('superseded'))).toEqual([
    {
      level: 'error',
      title: 'superseded',
      message:
        'Not deployed: another deployment took over\nlook at the deployment that came after this one: its run has the say now',
    },
  ]);
});

test.each(Object.entries(samples))('%s: the log ends with the verdict and the next command', (_, of) => {
  const [verdict = '', next = ''] = renderClosing(of).slice(-2);
  expect(verdict).toMatch(/^[✓✗?!·-] /);
  if (of.diagnosis !== undefined)
    expect(verdict).toContain(`${of.diagnosis.code}: ${of.diagnosis.what.split(': ')[0]}`);
  expect(next).toMatch(/^→ /);
});

test('unknown leaves the way to find it again, also when nobody wrote it down', () => {
  const { next, ...lost } = sample('unknown');
  expect(next).toContain('service-deployment');
  expect(renderClosing(lost).at(-1)).toMatch(/^→ look it up by arn:aws:ecs:.*service-deployment/);
});

test('the payload is what the next run and the metrics need', () => {
  expect(renderPayload(sample('succeeded-four'))).toMatchObject({
    v: 1,
    release: '19482033011-1',
    commit: '9f3c2ab7d1e04c5f8a6b3d2e1c0f9a8b7c6d5e4f',
    snapshot: 'oncolife-prod-db-19482033011-1',
    services: [
      {
        cluster: 'oncolife-prod',
        service: 'patient-api',
        from: revision('patient-api', 41).id,
        to: revision('patient-api', 42).id,
        digest: revision('patient-api', 42).images[0]?.digest,
      },
      {},
      {},
      {},
    ],
  });
  expect(renderPayload(sample('rollback'))).toMatchObject({ rolled_back_from: '19482033011-1' });
  expect(renderPayload(sample('succeeded'))).not.toHaveProperty('rolled_back_from');
  const many = renderPayload(report({ rows: Array.from({ length: 400 }, (_, at) => row(`service-${at}`)) }));
  expect(many.services.length + (many.services_left_out ?? 0)).toBe(400);
  expect(many.services_left_out).toBeGreaterThan(0);
});

test.each([
  ['succeeded', 'success', 'succeeded · Deployed'],
  ['rolled-back', 'failure', 'rolled-back · crash-loop: container "api" exits 1: KeyError: \'DATABASE_URL\''],
  ['unknown', 'error', /^unknown · credentials-expired: /],
  ['paused', 'in_progress', /^paused · /],
])('the status of a %s deployment is %s', (name, state, description) => {
  const status = renderStatus(sample(name));
  expect(status.state).toBe(state);
  expect(status.description).toEqual(
    typeof description === 'string' ? description : expect.stringMatching(description),
  );
});

test('metrics are flat numbers, and phases that did not happen have none', () => {
  expect(renderMetrics(sample('succeeded-four'))).toEqual({
    green: 1,
    changed: 1,
    total_ms: 252_000,
    rows: 4,
    rows_succeeded: 4,
    migrations: 1,
    warnings: 0,
    snapshot_ms: 63_000,
    migrations_ms: 21_000,
    rollout_ms: 185_000,
  });
  expect(renderMetrics(sample('failed-inputs'))).toEqual({
    green: 0,
    changed: 0,
    total_ms: 40,
    rows: 0,
    migrations: 0,
    warnings: 0,
  });
});
