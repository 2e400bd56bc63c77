import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { annotations } from '#report/annotate';
import { type DeploymentReport, reportSchema } from '#report/deployment-report';
import { renderMarkdown } from '#report/render-markdown';
import { renderMetrics } from '#report/render-metrics';
import { renderPayload, renderStatus } from '#report/render-payload';
import { renderClosing } from '#report/render-terminal';
import { writeReport } from '#report/write-report';
import { VirtualClock } from '../../../local-aws/clock.ts';
import { anyReport } from './any-report.ts';
import { crashEvidence, report, row } from './sample-parts.ts';

const runs = { numRuns: 300 };
const modes = fc.constantFrom('full', 'redacted', 'none');
const html = (markdown: string) => marked.parse(markdown, { async: false });

/** Everything that our own summary is made of; whatever else is in the HTML came from outside. */
const ours = new Set(
  'h2 h3 p strong em code pre a br table thead tbody tr th td ul ol li blockquote details summary'.split(' '),
);
const tagsOf = (page: string) =>
  [...page.replace(/<!-- -->/g, '').matchAll(/<\/?([a-z!?][^\s/>]*)/gi)].map(([, name = '']) => name.toLowerCase());
/** What the runner takes for a command: https://github.com/actions/runner, ActionCommand. */
const isCommand = (line: string) => line.trimStart().startsWith('::') || line.includes('##[');
const linesOf = (text: string) => text.split(/\r\n|[\n\r\u2028\u2029]/);
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not come through
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\p{Surrogate}]/u;

test('a summary is within its budget, has no HTML, command or control character from outside', () => {
  fc.assert(
    fc.property(anyReport, modes, (of, evidence) => {
      const markdown = renderMarkdown(of, { evidence });
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(200 * 1024);
      expect(linesOf(markdown).filter(isCommand)).toEqual([]);
      expect(markdown).not.toMatch(unprintable);
      const page = html(markdown);
      expect(tagsOf(page).filter((tag) => !ours.has(tag))).toEqual([]);
      expect(
        [...page.matchAll(/href="([^"]*)"/g)].filter(
          ([, to = '']) => !/^https?:\/\/(github\.example|eu-west-1\.console\.aws\.amazon\.com)\//.test(to),
        ),
      ).toEqual([]);
      expect(page.replace(/<(code|summary)(?: [^>]*)?>.*?<\/\1>/gs, '')).not.toMatch(/@\w|(?<!&)#\d/);
      expect(count(page, '<details>')).toBe(count(page, '</details>'));
    }),
    runs,
  );
});

const count = (text: string, part: string) => text.split(part).length - 1;

test('a summary is within any budget', () => {
  fc.assert(
    fc.property(anyReport, fc.integer({ min: 0, max: 20_000 }), (of, budgetBytes) => {
      const markdown = renderMarkdown(of, { evidence: 'full', budgetBytes });
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(budgetBytes);
    }),
    runs,
  );
});

test('lines for the log and annotations have no command and no line break of their own', () => {
  fc.assert(
    fc.property(anyReport, (of) => {
      const closing = renderClosing(of);
      expect(closing.length).toBeGreaterThanOrEqual(2);
      const notes = annotations(of);
      const errors = notes.filter(({ level }) => level === 'error');
      expect(errors.length).toBeLessThanOrEqual(3);
      expect(notes.length - errors.length).toBeLessThanOrEqual(3);
      for (const line of [...closing, ...notes.flatMap(({ message }) => message.split('\n'))]) {
        expect(line).not.toMatch(unprintable);
        expect(line).not.toMatch(/[\n\r\u2028\u2029]/);
        expect(isCommand(line)).toBe(false);
      }
    }),
    runs,
  );
});

test('what GitHub stores is small and plain', () => {
  fc.assert(
    fc.property(anyReport, (of) => {
      expect(Buffer.byteLength(JSON.stringify(renderPayload(of)))).toBeLessThanOrEqual(32 * 1024);
      expect(renderStatus(of).description.length).toBeLessThanOrEqual(140);
      expect(Object.values(renderMetrics(of)).every(Number.isFinite)).toBe(true);
    }),
    runs,
  );
});

test('a written report survives JSON and fits the schema', () => {
  fc.assert(
    fc.property(anyReport, (of) => {
      const writer = writeReport({ action: of.action, release: of.release }, new VirtualClock(), silent);
      for (const { what, row: name } of of.timeline) writer.note(what, name);
      for (const { title, lines } of of.evidence) writer.evidence(title, lines);
      for (const warning of of.warnings) writer.warn(warning);
      const { verdict, changed, rows, migrations, diagnosis } = of;
      const written = writer.finish({
        verdict,
        changed,
        rows,
        migrations,
        ...(diagnosis === undefined ? {} : { diagnosis }),
      });
      expect(reportSchema.parse(JSON.parse(JSON.stringify(written)))).toEqual(JSON.parse(JSON.stringify(written)));
    }),
    runs,
  );
});

const silent = {
  info() {},
  debug() {},
  warn() {},
  mask() {},
  group: async <T>(_: string, body: () => Promise<T>) => body(),
};

test('five megabytes of logs leave the headline, the cause and the services, and are counted', () => {
  const lines = Array.from({ length: 50_000 }, (_, at) => `${at} ${'lorem ipsum '.repeat(8)}`);
  const big: DeploymentReport = report({
    verdict: 'failed',
    rows: Array.from({ length: 500 }, (_, at) => row(`service-${at}`)),
    evidence: [{ title: 'log of container api', lines }, ...crashEvidence],
  });
  const markdown = renderMarkdown(big, { evidence: 'full' });
  expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(200 * 1024);
  expect(markdown).toContain('## ❌ Not deployed');
  expect(markdown).toContain('and 440 more rows in the report file');
  expect(markdown).toContain('49999 lorem');
  expect(markdown).toContain("KeyError: 'DATABASE_URL'");
  expect(markdown).toMatch(/_Left out to stay under 200 KiB: \d+ lines of evidence\./);
});
