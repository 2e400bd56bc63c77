import { expect, test } from '@jest/globals';
import type { DeploymentReport } from '#report/deployment-report';
import { coreOutputs } from '#runner/write-outputs';

const report: DeploymentReport = {
  v: 1,
  action: 'build-push-ecr',
  release: '777-1',
  verdict: 'succeeded',
  startedAt: 0,
  finishedAt: 1,
  changed: true,
  rows: [],
  migrations: [],
  timeline: [],
  warnings: [],
  evidence: [],
};
const row = { name: 'web', place: 'production', verdict: 'succeeded' } as const;
const build = { key: 'api', name: 'shop-api', verdict: 'succeeded', reused: false, image: 'x@sha256:1' } as const;
const migration = { name: 'patient', verdict: 'succeeded' } as const;
const snapshot = { database: 'db', id: 's-1', verdict: 'succeeded' } as const;

const cases = [
  { name: 'services', of: { rows: [row], builds: [build], migrations: [migration], snapshot }, results: [row] },
  { name: 'images', of: { builds: [build], snapshot }, results: [build] },
  { name: 'migrations', of: { migrations: [migration], snapshot }, results: [migration] },
  { name: 'a snapshot', of: { snapshot }, results: [snapshot] },
  { name: 'nothing', of: {}, results: [] },
];

test.each(cases)('the results of a run that worked on $name', ({ of, results }) => {
  expect(JSON.parse(coreOutputs({ ...report, ...of }, '').results ?? '')).toEqual(results);
});
