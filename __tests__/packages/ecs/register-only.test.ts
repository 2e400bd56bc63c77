import { describe, expect, test } from '@jest/globals';
import type { DefinitionChange } from '#ecs/definition/register-definition';
import { registerOnly } from '#ecs/definition/register-only';
import { renderMarkdown } from '#report/render-markdown';
import { renderStatus } from '#report/render-payload';
import { renderClosing } from '#report/render-terminal';
import { inProcessHost } from '../../support/host.ts';
import { definition, ServiceWorld } from './service-world.ts';

interface Wanted {
  readonly family?: string;
  readonly image?: string;
  readonly tag?: string;
  readonly dryRun?: boolean;
}

async function register({ family = 'web', image, tag, dryRun = false }: Wanted) {
  const world = await new ServiceWorld().open();
  const host = inProcessHost(world.clock, { run: { action: 'register-and-deploy-task-def' } });
  const wanted = image ?? world.image('v1');
  const containerDefinitions = definition.containerDefinitions.map((container) => ({ ...container, image: wanted }));
  const change: DefinitionChange = {
    source: { kind: 'file', path: 'task.json', definition: { ...definition, family, containerDefinitions } },
    patch: {},
    resourceTags: {},
    ...(tag === undefined ? {} : { image: { kind: 'tag', tag, fromRow: true } }),
  };
  const options = { release: '777-1', commit: 'abc', budgetMs: 1 };
  const report = await registerOnly(world.aws, host, options, change, dryRun);
  return { report, markdown: renderMarkdown(report, { evidence: 'full' }), closing: renderClosing(report).join('\n') };
}

describe('without a service, the report tells of a task definition and of no service', () => {
  const cases = [
    {
      name: 'new to its family',
      wanted: { family: 'job', image: 'ghcr.io/a/job:1' },
      verdict: 'succeeded',
      headline: 'Registered; no service was named',
      row: '✅ registered',
    },
    {
      name: 'a change of a family that a service runs',
      wanted: { image: 'ghcr.io/a/web:2' },
      verdict: 'succeeded',
      headline: 'Registered; no service was named',
      row: '✅ registered',
    },
    {
      name: 'the same as the newest',
      wanted: {},
      verdict: 'unchanged',
      headline: 'Nothing to do: it is registered already',
      row: '✅ unchanged',
    },
    {
      name: 'a dry run',
      wanted: { image: 'ghcr.io/a/web:2', dryRun: true },
      verdict: 'planned',
      headline: 'Planned: nothing was changed',
      row: '📋 planned',
    },
  ] as const;

  test.each(cases)('$name', async ({ wanted, verdict, headline, row }) => {
    const { report, markdown, closing } = await register(wanted);
    expect(report.verdict).toBe(verdict);
    expect(markdown).toContain(headline);
    expect(closing).toContain(headline);
    expect(renderStatus(report).description).toContain(headline);
    expect(markdown).toContain('### Task definition\n\n| Task definition | Result |');
    expect(markdown).toContain(`| ${row} |`);
    expect(markdown).not.toMatch(/Serving now|look at the service|console\.aws|deployed|serves/i);
  });
});

test('an image that does not exist is no registration', async () => {
  await expect(register({ tag: 'v9' })).rejects.toMatchObject({ diagnosis: { code: 'image-not-found' } });
});
