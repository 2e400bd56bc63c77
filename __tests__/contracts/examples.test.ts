import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as breaks from '../workflows/support/break-example.ts';
import { repositoryFiles, root } from './source-files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Example {
  readonly name: string;
  /** The starters that it uses as they are. */
  readonly starters: readonly string[];
  /** Folder of each image, and the task definition that runs it. */
  readonly images: Readonly<Record<string, string>>;
  /** Folders with Python. */
  readonly services: readonly string[];
}

const examples: readonly Example[] = [
  {
    name: 'bound-fastapi',
    starters: ['ci-python-uv', 'deploy', 'migrate', 'rollback'],
    images: { '.': 'task-definition.json' },
    services: ['.'],
  },
  {
    name: 'oncolife',
    starters: ['ci-python-node', 'deploy-multi-service', 'migrate', 'rollback'],
    images: Object.fromEntries(
      ['patient-api', 'doctor-api', 'patient-web', 'doctor-web'].map((name) => [
        `apps/${name}`,
        `deployment/task-definitions/${name}.json`,
      ]),
    ),
    services: ['apps/patient-api', 'apps/doctor-api'],
  },
];

describe.each(examples)('examples/$name', ({ name, starters, images, services }) => {
  const home = `examples/${name}`;

  test('its workflows are the starters, byte for byte, and there are no others', () => {
    const workflows = readdirSync(join(root, home, '.github/workflows')).toSorted();
    expect(workflows).toEqual(starters.map((starter) => `${starter}.yml`).toSorted());
    for (const file of workflows)
      expect(read(`${home}/.github/workflows/${file}`)).toBe(read(`workflows-templates/${file}`));
  });

  test('its README names every value that its workflows cannot be without', () => {
    const needed = starters.flatMap((starter) =>
      [...read(`workflows-templates/${starter}.yml`).matchAll(/^ {2}([A-Z_]+): .* # needed/gm)].map(([, one]) => one),
    );
    expect(needed.length).toBeGreaterThan(0);
    const readme = read(`${home}/README.md`);
    expect([...new Set(needed)].filter((value) => !readme.includes(`\`${value}\``))).toEqual([]);
  });

  test.each(Object.entries(images))('%s: its image can tell its commit, and runs as %s says', (folder, definition) => {
    const dockerfile = read(`${home}/${folder}/Dockerfile`);
    expect(dockerfile).toMatch(/^ARG VERSION=/m);
    expect(dockerfile).toMatch(/^USER \d+:\d+$/m);
    const { containerDefinitions } = JSON.parse(read(`${home}/${definition}`));
    const port = /^EXPOSE (\d+)$/m.exec(dockerfile)?.[1];
    expect(containerDefinitions).toHaveLength(1);
    expect(containerDefinitions[0].portMappings).toEqual([{ containerPort: Number(port), protocol: 'tcp' }]);
    expect(JSON.stringify(containerDefinitions[0].healthCheck)).toContain(`127.0.0.1:${port}/health`);
  });

  test('everything that a Dockerfile copies is there', () => {
    for (const folder of Object.keys(images)) {
      const copied = [...read(`${home}/${folder}/Dockerfile`).matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, words = '']) =>
        words.split(' '),
      );
      expect(copied.length).toBeGreaterThan(0);
      // A star stands for what may be missing.
      const missing = copied.filter((path) => !path.includes('*') && !existsSync(join(root, home, folder, path)));
      expect(missing).toEqual([]);
    }
  });

  test('compose.yaml builds what is deployed', () => {
    const { services: parts } = parse(read(`${home}/compose.yaml`)) as {
      services: Record<string, { build?: unknown }>;
    };
    const built = Object.values(parts).flatMap(({ build }) =>
      build === undefined ? [] : [typeof build === 'string' ? build : (build as { context: string }).context],
    );
    expect([...new Set(built)].toSorted()).toEqual(Object.keys(images).toSorted());
  });

  test('its applications are small, and each migration has a way back', () => {
    const sources = repositoryFiles().filter(({ path }) => path.startsWith(`${home}/`) && path.endsWith('.py'));
    expect(sources.filter(({ text }) => text.split('\n').length > 61).map(({ path }) => path)).toEqual([]);
    const migrations = sources.filter(({ path }) => path.includes('/versions/'));
    expect(migrations.length).toBe(services.length * 2);
    for (const { text } of migrations) expect(text).toMatch(/^def downgrade\(\) -> None:\n {4}op\./m);
  });

  test.each(Object.entries(breaks))('it can be broken: %s', (_, change) => {
    for (const service of services) {
      const copy = mkdtempSync(join(tmpdir(), 'broken-'));
      try {
        cpSync(join(root, home), copy, { recursive: true });
        const before = contentOf(copy);
        if (change === breaks.slowMigration) change(copy, 5, service);
        else (change as breaks.Break)(copy, service);
        const after = contentOf(copy);
        const touched = [...new Set([...before.keys(), ...after.keys()])].filter(
          (path) => before.get(path) !== after.get(path),
        );
        expect(touched).toHaveLength(1);
        expect(touched[0]).toContain(service === '.' ? '' : service);
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    }
  });
});

test('an edit that has no place any more says so', () => {
  const empty = mkdtempSync(join(tmpdir(), 'broken-'));
  try {
    cpSync(join(root, 'examples/bound-fastapi/app'), join(empty, 'app'), { recursive: true });
    expect(() => breaks.crashAtStart(empty)).not.toThrow();
    expect(() => breaks.failHealth(empty, 'elsewhere')).toThrow(/elsewhere/);
    expect(() => breaks.failMigration(empty)).toThrow(/versions/);
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
});

test('the rows of oncolife fit each other', () => {
  const rows = (file: string): readonly Readonly<Record<string, string>>[] =>
    parse(read(`examples/oncolife/deployment/${file}.yml`));
  const keys = rows('builds').map(({ key }) => key);
  expect(rows('services').map(({ service }) => service)).toEqual(keys.map((key) => `${key}-service`));
  expect(rows('migrations').map(({ service }) => service)).toEqual(['patient-api-service', 'doctor-api-service']);
  for (const { key, repository, context } of rows('builds')) {
    const definition = JSON.parse(read(`examples/oncolife/deployment/task-definitions/${key}.json`));
    expect(definition.containerDefinitions[0].image).toContain(`/${repository}:`);
    expect(existsSync(join(root, 'examples/oncolife', `${context}`, 'Dockerfile'))).toBe(true);
  }
});

/** Path → content of every file of a folder. */
const contentOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );
