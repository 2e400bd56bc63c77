import fc from 'fast-check';
import type { DeploymentReport } from '#report/deployment-report';
import type { Diagnosis } from '#report/diagnosis';
import { type ReasonCode, reasons } from '#report/reasons';
import { verdicts } from '#report/verdict';

/** What someone puts into a log, a name or a tag to break out of where it is shown. */
export const hostile = [
  '::error title=owned::x',
  '  ::set-env name=A::b',
  '::stop-commands::token',
  'text ##[error]owned',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</summary></details><h1>owned</h1>',
  '<!-- open comment',
  '[click](javascript:alert(1))',
  '![pixel](https://evil.example/p.png)',
  'https://evil.example/?a=1',
  'www.evil.example',
  'mail@evil.example',
  '@octocat #12 GH-12',
  '| a | b |\n| --- | --- |',
  '```\n</details>\n~~~',
  '`````',
  '\\',
  '\\`\\|\\',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u202eesrever\u2066',
  '\ud800lone',
  '# heading',
  '- item\n\n    code',
  '1. one',
  '&lt;b&gt; &amp; &#60;i&#62;',
  '$&$1$`',
  '__proto__',
  '\r\n::warning::x',
  'x\u2028::error::y',
];

const word = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary', maxLength: 60 }), fc.string());
const said = fc.oneof(
  { weight: 20, arbitrary: fc.array(word, { maxLength: 4 }).map((words) => words.join('')) },
  { weight: 1, arbitrary: word.map((text) => text.repeat(400)) },
);
const time = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
  fc.double({ noNaN: true, min: -1e15, max: 1e15 }),
);
const ms = fc.double({ noNaN: true, min: -1e15, max: 1e15 });
const verdict = fc.constantFrom(...verdicts);
const few = <T>(of: fc.Arbitrary<T>, maxLength = 5) => fc.array(of, { maxLength });

const cause: fc.Arbitrary<Diagnosis> = fc.record({
  code: fc.constantFrom(...(Object.keys(reasons) as ReasonCode[])),
  what: said,
  where: said,
  evidence: few(said),
  fix: said,
  confidence: fc.constantFrom('certain', 'likely', 'guess'),
});

const revision = fc.record(
  { id: said, label: said, images: few(fc.record({ container: said, image: said }), 3), commit: said, release: said },
  { requiredKeys: ['id', 'label', 'images'] },
);

const row = fc.record(
  {
    name: said,
    place: said,
    verdict,
    from: revision,
    to: revision,
    serving: revision,
    diagnosis: cause,
    health: said,
    rollout: said,
    tookMs: ms,
    changes: few(said),
  },
  { requiredKeys: ['name', 'place', 'verdict'] },
);

const migration = fc.record(
  {
    name: said,
    verdict,
    command: said,
    task: said,
    exitCode: fc.integer(),
    schemaBefore: said,
    schemaAfter: said,
    diagnosis: cause,
    tookMs: ms,
  },
  { requiredKeys: ['name', 'verdict'] },
);

const build = fc.record(
  {
    key: said,
    name: said,
    verdict,
    image: said,
    tag: said,
    digest: said,
    reused: fc.boolean(),
    diagnosis: cause,
    tookMs: ms,
    notes: few(said),
  },
  { requiredKeys: ['key', 'name', 'verdict', 'reused'] },
);

/** Any report that the schema allows, with the worst texts that the far end can send. */
export const anyReport: fc.Arbitrary<DeploymentReport> = fc.record(
  {
    v: fc.constant(1 as const),
    action: fc.oneof(fc.constantFrom('deploy-ecs', 'rollback', 'constructor'), said),
    release: said,
    verdict,
    diagnosis: cause,
    environment: said,
    repository: said,
    commit: said,
    actor: said,
    runUrl: fc.constantFrom('https://github.example/o/r/actions/runs/1', 'javascript:alert(1)', 'no address'),
    account: said,
    region: fc.oneof(fc.constant('eu-west-1'), said),
    startedAt: time,
    finishedAt: time,
    changed: fc.boolean(),
    rows: few(row),
    migrations: few(migration, 3),
    snapshot: fc.record({ database: said, id: said, verdict, tookMs: ms }),
    builds: few(build, 3),
    timeline: few(fc.record({ at: time, row: said, what: said }, { requiredKeys: ['at', 'what'] }), 24),
    warnings: few(said),
    rollbackCommand: said,
    next: said,
    evidence: few(fc.record({ title: said, lines: few(said, 8) })),
  },
  {
    requiredKeys: [
      'v',
      'action',
      'release',
      'verdict',
      'startedAt',
      'finishedAt',
      'changed',
      'rows',
      'migrations',
      'timeline',
      'warnings',
      'evidence',
    ],
  },
);
