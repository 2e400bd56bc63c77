import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { connectEcs } from '#ecs/client';
import { type DefinitionChange, registerDefinition } from '#ecs/definition/register-definition';
import type { Definition } from '#ecs/definition/task-definition';
import { type ChangeValues, readDefinitionChange } from '#ecs/read-changes';
import { definition, ServiceWorld } from './service-world.ts';

const file = (image: string, family = 'web'): Definition => ({
  ...definition,
  family,
  containerDefinitions: definition.containerDefinitions.map((container) => ({ ...container, image })),
});
const change = (wanted: Definition, own: Partial<DefinitionChange> = {}): DefinitionChange => ({
  source: { kind: 'file', path: 'task.json', definition: wanted },
  patch: {},
  resourceTags: {},
  ...own,
});

async function register(world: ServiceWorld, wanted: DefinitionChange, dryRun = false) {
  const context = {
    ecs: await connectEcs(world.aws),
    aws: world.aws,
    options: { release: '101-1', commit: 'abc', budgetMs: 1 },
  };
  return registerDefinition(context, wanted, dryRun);
}

describe('registering without a service', () => {
  test('a definition that is new to its family', async () => {
    const world = await new ServiceWorld().open();
    const end = await register(world, change(file('ghcr.io/a/job:1', 'job'), { resourceTags: { team: 'x' } }));
    expect(end).toMatchObject({ changed: true, changes: ['job is new'], revision: { label: 'job:1' } });
    expect(world.tags('job:1')).toEqual({ team: 'x', release: '101-1', commit: 'abc' });
  });

  test('nothing, when the newest revision says the same', async () => {
    const world = await new ServiceWorld().open();
    const end = await register(world, change(file(world.image('v1'))));
    expect(end).toMatchObject({ changed: false, changes: [], revision: { label: 'web:1' } });
    expect(world.revisions).toBe(1);
  });

  test('nothing in a dry run, but what would be', async () => {
    const world = await new ServiceWorld().open();
    const end = await register(world, change(file(world.image('v1')), { patch: { cpu: '512', memory: '1024' } }), true);
    expect(end).toMatchObject({ changed: false, changes: ['task cpu 256 → 512', 'task memory 512 → 1024'] });
    expect({ revision: end.revision, revisions: world.revisions }).toEqual({ revision: undefined, revisions: 1 });
  });

  test('not an image that does not exist', async () => {
    const world = await new ServiceWorld().open();
    const image = { kind: 'tag', tag: 'v9', fromRow: true } as const;
    await expect(register(world, change(file(world.image('v1')), { image }))).rejects.toMatchObject({
      diagnosis: { code: 'image-not-found' },
    });
  });
});

describe('the inputs', () => {
  const values = (own: Partial<ChangeValues>) => ({ 'force-new-deployment': false, ...own }) as ChangeValues;

  test('name a file and no service', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'definition-'));
    await writeFile(join(folder, 'task.yml'), JSON.stringify(file('a:1')));
    const read = await readDefinitionChange(values({ 'task-definition': 'task.yml', cpu: '512' }), folder);
    expect(read).toEqual(
      change(file('a:1'), {
        source: { kind: 'file', path: 'task.yml', definition: file('a:1') },
        patch: { cpu: '512' },
      }),
    );
  });

  test('are something else with a service, or without a file', async () => {
    expect(await readDefinitionChange(values({ service: 'web', 'task-definition': 'x' }), '.')).toBeUndefined();
    expect(await readDefinitionChange(values({}), '.')).toBeUndefined();
  });

  test('name a file that is not there, or is something else', async () => {
    await expect(readDefinitionChange(values({ 'task-definition': 'no.json' }), '.')).rejects.toMatchObject({
      diagnosis: { code: 'invalid-input', evidence: ['task-definition: no.json does not exist'] },
    });
    await expect(readDefinitionChange(values({ 'task-definition': 'package.json' }), '.')).rejects.toMatchObject({
      diagnosis: { evidence: [expect.stringContaining('package.json is no task definition: family:')] },
    });
  });
});
