import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sameDefinition } from '#ecs/definition/canonical-definition';
import { changeDefinition, type DefinitionPatch } from '#ecs/definition/change-definition';
import { diffDefinition } from '#ecs/definition/diff-definition';
import { type Container, type Definition, registrable } from '#ecs/definition/task-definition';
import { ServiceWorld } from './service-world.ts';

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/);
/** Any JSON but null, which is left out on the way, and the one member name that is no name in JavaScript. */
const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => value !== null && !JSON.stringify(value).includes('"__proto__"'));
/** Members that nobody knows, now or later. */
const unknown = fc
  .dictionary(word, json, { maxKeys: 4 })
  .map((members) => Object.fromEntries(Object.entries(members).map(([name, value]) => [`later${name}`, value])));
const variables = fc
  .dictionary(word, fc.string(), { maxKeys: 4 })
  .map((values) => Object.entries(values).map(([name, value]) => ({ name, value })));
const container = fc
  .record({ environment: variables, unknown, command: fc.array(fc.string(), { maxLength: 3 }), cpu: fc.nat(64) })
  .map(({ unknown: more, ...known }) => ({ ...more, ...known, image: 'ghcr.io/acme/side:1', essential: false }));
const definitions: fc.Arbitrary<Definition> = fc
  .record({ main: container, side: fc.array(container, { maxLength: 2 }), unknown, tagged: fc.boolean() })
  .map(({ main, side, unknown: more }) => ({
    ...more,
    family: 'web',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    containerDefinitions: [
      { ...main, name: 'web', essential: true, image: 'ghcr.io/acme/web:1' },
      ...side.map((other, at) => ({ ...other, name: `side-${at}` })),
    ],
  }));
const patches: fc.Arbitrary<DefinitionPatch> = fc.record(
  {
    image: word.map((tag) => `ghcr.io/acme/web:${tag}`),
    environment: fc.dictionary(word, fc.string(), { maxKeys: 3 }),
    command: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }),
    cpu: fc.constantFrom('256', '512'),
    taskRoleArn: word,
  },
  { requiredKeys: [] },
);

describe('a patched definition', () => {
  test('keeps everything that the patch does not name', () => {
    fc.assert(
      fc.property(definitions, patches, (definition, patch) => {
        const changed = changeDefinition(definition, patch);
        const { containerDefinitions: before, cpu: _c, taskRoleArn: _t, ...task } = registrable(definition);
        const [main, ...side] = before;
        const { image: _i, environment, command: _d, ...rest } = main as Container;
        expect(changed).toMatchObject(task);
        expect(changed.containerDefinitions.slice(1)).toEqual(side);
        expect(changed.containerDefinitions[0]).toMatchObject(rest);
        const names = Object.keys(patch.environment ?? {});
        const kept = (environment as { name: string }[]).filter(({ name }) => !names.includes(name));
        expect(changed.containerDefinitions[0]?.environment).toEqual(expect.arrayContaining(kept));
      }),
    );
  });

  test('patched again is the same, and says so', () => {
    fc.assert(
      fc.property(definitions, patches, (definition, patch) => {
        const once = changeDefinition(definition, patch);
        const twice = changeDefinition(once, patch);
        expect(sameDefinition(once, twice)).toBe(true);
        expect(diffDefinition(once, twice)).toEqual([]);
      }),
    );
  });

  test('differs exactly when its diff has lines', () => {
    fc.assert(
      fc.property(definitions, patches, (definition, patch) => {
        const changed = changeDefinition(definition, patch);
        expect(diffDefinition(definition, changed).length === 0).toBe(sameDefinition(definition, changed));
      }),
    );
  });

  test('shows no value of a secret-looking variable', () => {
    fc.assert(
      fc.property(definitions, fc.stringMatching(/^[a-z]{12}$/), (definition, value) => {
        const changed = changeDefinition(definition, { environment: { DB_PASSWORD: value }, secrets: { KEY: value } });
        const again = changeDefinition(changed, {
          environment: { DB_PASSWORD: `${value}2` },
          secrets: { KEY: `${value}2` },
        });
        expect([...diffDefinition(definition, changed), ...diffDefinition(changed, again)].join()).not.toContain(value);
      }),
    );
  });
});

test('deployed and planned again, nothing is left to do, and nothing was lost', async () => {
  const world = await new ServiceWorld().open();
  let revision = 1;
  await fc.assert(
    fc.asyncProperty(definitions, async (wanted) => {
      const change = world.change({ source: { kind: 'file', path: 'task.json', definition: wanted } });
      const platform = await world.platform();
      const plan = await world.plan(platform, change);
      const staged = await platform.stage(plan);
      await platform.shift(staged);
      await world.settle();
      expect(await world.plan(platform, change)).toMatchObject({ unchanged: true, changes: [] });
      if (plan.target.kind === 'reuse') return;
      revision++;
      const raw = world.local.ecs.state.families.get('web')?.[revision - 1]?.raw as unknown as Definition;
      expect({ ...raw, tags: undefined }).toEqual({ ...JSON.parse(JSON.stringify(wanted)), tags: undefined });
    }),
    // The runs share a world: a shrunk example would start from what the failed one left.
    { numRuns: 15, endOnFailure: true },
  );
});
