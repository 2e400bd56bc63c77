import type { DeploymentReport, ReportRow, RevisionView } from '#report/deployment-report';
import { diagnosis } from '#report/diagnosis';

export const start = Date.UTC(2026, 10, 20, 22, 14, 3);
const account = '123456789012';
const region = 'eu-west-1';
const digests: Readonly<Record<number, string>> = {
  41: 'sha256:1c7be0a2d94f3f6b8a5e0d7c6b1a2f3e4d5c6b7a8f9e0d1c2b3a4f5e6d7c8b9a',
  42: 'sha256:9f3c2ab41d02e7f85b6a4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f',
};

export function revision(family: string, number: number, container = 'api'): RevisionView {
  const digest = digests[number] ?? digests[42] ?? '';
  return {
    id: `arn:aws:ecs:${region}:${account}:task-definition/${family}:${number}`,
    label: `${family}:${number}`,
    images: [{ container, image: `${account}.dkr.ecr.${region}.amazonaws.com/oncolife-${family}@${digest}`, digest }],
    commit: number === 42 ? '9f3c2ab7d1e04c5f8a6b3d2e1c0f9a8b7c6d5e4f' : '4be01d5a6c7f8e9d0a1b2c3d4e5f60718293a4b5',
    release: number === 42 ? '19482033011-1' : '19447120958-1',
  };
}

export const rolloutArn = (service: string, id: string) =>
  `arn:aws:ecs:${region}:${account}:service-deployment/oncolife-prod/${service}/${id}`;

/** A row from revision 41 to 42 that succeeded, unless said otherwise. */
export function row(name: string, more: Partial<ReportRow> = {}): ReportRow {
  return {
    name,
    place: 'oncolife-prod',
    verdict: 'succeeded',
    from: revision(name, 41),
    to: revision(name, 42),
    serving: revision(name, 42),
    health: '4/4 running, version 9f3c2ab answered 3 times',
    rollout: rolloutArn(name, 'Qx7RkTz0bW3nYv5LmPd2c'),
    tookMs: 92_000,
    ...more,
  };
}

export function without<K extends keyof ReportRow>(of: ReportRow, ...keys: K[]): ReportRow {
  return Object.fromEntries(Object.entries(of).filter(([key]) => !keys.includes(key as K))) as ReportRow;
}

/** Timeline entries: seconds since the start, what, and the row. */
export const at = (seconds: number, what: string, name?: string) => ({
  at: start + seconds * 1_000,
  what,
  ...(name === undefined ? {} : { row: name }),
});

/** A report of `deploy-ecs` in production that took four minutes, unless said otherwise. */
export function report(more: Partial<DeploymentReport>): DeploymentReport {
  return {
    v: 1,
    action: 'deploy-ecs',
    release: '19482033011-1',
    verdict: 'succeeded',
    environment: 'production',
    repository: 'oncolife/platform',
    commit: '9f3c2ab7d1e04c5f8a6b3d2e1c0f9a8b7c6d5e4f',
    actor: 'mkeller',
    runUrl: 'https://github.com/oncolife/platform/actions/runs/19482033011',
    account,
    region,
    startedAt: start,
    finishedAt: start + 252_000,
    changed: true,
    rows: [],
    migrations: [],
    timeline: [],
    warnings: [],
    evidence: [],
    ...more,
  };
}

export const crashLoop = diagnosis('crash-loop', {
  what: `container "api" exits 1: KeyError: 'DATABASE_URL'`,
  where: 'service patient-api, container api',
  evidence: [
    `KeyError: 'DATABASE_URL'`,
    '  File "/app/settings.py", line 31, in <module>',
    '(service patient-api) has started 2 tasks: (task 9f3c41d0a7) (task 60a7cc12bf).',
  ],
  fix: `Add DATABASE_URL to the secrets or environment of container api (service patient-api).`,
});

export const crashEvidence = [
  {
    title: 'patient-api: log of container api, task 9f3c41d0a7',
    lines: [
      '2026-11-20T22:15:11.402Z INFO  starting patient-api 9f3c2ab',
      'Traceback (most recent call last):',
      '  File "/app/main.py", line 8, in <module>',
      '    from app.settings import settings',
      '  File "/app/settings.py", line 31, in <module>',
      '    DATABASE_URL = os.environ["DATABASE_URL"]',
      "KeyError: 'DATABASE_URL'",
    ],
  },
  {
    title: 'patient-api: stopped tasks',
    lines: [
      'task 9f3c41d0a7  EssentialContainerExited  Essential container in task exited  api exit 1',
      'task 60a7cc12bf  EssentialContainerExited  Essential container in task exited  api exit 1',
      'task 0668be90d1  EssentialContainerExited  Essential container in task exited  api exit 1',
    ],
  },
];
