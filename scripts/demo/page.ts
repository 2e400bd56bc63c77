import { Marked } from 'marked';

export interface PageAct {
  readonly title: string;
  readonly took: string;
  /** The job summary, Markdown. */
  readonly summary: string;
  readonly log: string;
}

export interface PageFacts {
  readonly acts: readonly PageAct[];
  /** What was promised and whether it came true. */
  readonly checks: readonly { readonly text: string; readonly kept: boolean }[];
  /** Good answers by version, and lost requests, for each second of the load. */
  readonly traffic: readonly Readonly<Record<string, number>>[];
  /** The names under which versions are known, by commit. */
  readonly names: Readonly<Record<string, string>>;
  readonly figures: readonly (readonly [string, string])[];
}

/** The demo's result as one HTML page, without scripts and without anything from elsewhere. */
export function page(facts: PageFacts): string {
  const { acts, checks, figures } = facts;
  const rows = figures.map(([name, value]) => `<tr><td>${escapeHtml(name)}</td><td>${escapeHtml(value)}</td></tr>`);
  const kept = checks.map(({ text, kept }) => `<li class="${kept ? 'kept' : 'broken'}">${escapeHtml(text)}</li>`);
  const told = acts.map(
    ({ title, took, summary, log }) => `<section>
<h2>${escapeHtml(title)} <small>${escapeHtml(took)}</small></h2>
<article>${renderSummary(summary)}</article>
<details><summary>Log of the job</summary><pre>${escapeHtml(log)}</pre></details>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>deploy-actions: the demo</title>
<style>${style}</style>
</head>
<body>
<h1>A deployment, a migration, a rollback</h1>
<ul class="checks">${kept.join('')}</ul>
${trafficPicture(facts)}
<table>${rows.join('')}</table>
${told.join('\n')}
</body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** Tags that a job summary may use, without attributes, as GitHub lets them through; all else is shown as text. */
const allowed =
  /&lt;(\/?(?:details|summary|br|b|i|sub|sup|kbd|code|pre|p|hr)|details open(?:=&quot;&quot;)?)\s*\/?&gt;/g;

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text.replace(/<!--.*?-->/gs, '')).replace(allowed, '<$1>'),
    image: ({ text }) => escapeHtml(text),
    blockquote({ tokens }) {
      const quoted = this.parser.parse(tokens);
      const kind = /^<p>\[!([A-Z]+)\]\s*/.exec(quoted);
      if (kind === null) return `<blockquote>${quoted}</blockquote>`;
      return `<blockquote class="alert ${kind[1]?.toLowerCase()}"><p>${quoted.slice(kind[0].length)}</blockquote>`;
    },
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return /^(https?:\/\/|#)/i.test(href) ? `<a href="${escapeHtml(href)}" rel="noreferrer">${text}</a>` : text;
    },
  },
});

/** A job summary as HTML: what GitHub would strip is text here. */
export function renderSummary(markdown: string): string {
  const html = marked.parse(markdown, { async: false });
  return markdown.trim() === '' ? '<p>(no summary was written)</p>' : html;
}

const colours = ['#6e7781', '#1a7f37', '#bf8700', '#8250df'];

/** Requests a second, one bar each: who answered them, and what was lost. */
function trafficPicture({ traffic, names }: PageFacts): string {
  if (traffic.length === 0) return '';
  const versions = [...new Set(traffic.flatMap((second) => Object.keys(second)))].filter((name) => name !== 'lost');
  const most = Math.max(1, ...traffic.map((second) => Object.values(second).reduce((sum, count) => sum + count, 0)));
  const width = 900 / traffic.length;
  const bars = traffic.flatMap((second, index) => {
    let top = 120;
    return [...versions, 'lost'].map((name) => {
      const height = ((second[name] ?? 0) / most) * 110;
      top -= height;
      const fill = name === 'lost' ? '#cf222e' : (colours[versions.indexOf(name) % colours.length] ?? '#000');
      const at = `x="${(index * width).toFixed(1)}" y="${top.toFixed(1)}" width="${(width * 0.9).toFixed(1)}"`;
      return height === 0 ? '' : `<rect ${at} height="${height.toFixed(1)}" fill="${fill}"/>`;
    });
  });
  const legend = [...versions, 'lost'].map((name, index) => {
    const fill = name === 'lost' ? '#cf222e' : (colours[index % colours.length] ?? '#000');
    return `<span style="color:${fill}">■</span> ${escapeHtml(names[name] ?? name)}`;
  });
  return `<figure><svg viewBox="0 0 900 120" role="img" aria-label="Answers a second by version">${bars.join('')}</svg>
<figcaption>Answers through the load balancer, each second: ${legend.join(' &nbsp; ')}</figcaption></figure>`;
}

const style = `
:root { color-scheme: light dark; --line: light-dark(#d1d9e0, #3d444d); --soft: light-dark(#f6f8fa, #151b23); }
body { font: 15px/1.55 system-ui, sans-serif; max-width: 920px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; } small { font-weight: normal; opacity: .65; }
article { border: 1px solid var(--line); border-radius: 8px; padding: .2rem 1.2rem 1rem; margin-bottom: .8rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; } td, th { border: 1px solid var(--line); padding: .3rem .7rem; text-align: left; }
pre { background: var(--soft); padding: .8rem; border-radius: 6px; overflow-x: auto; font-size: 12.5px; }
code { background: var(--soft); padding: .1em .3em; border-radius: 4px; } pre code { padding: 0; }
blockquote { margin: 1rem 0; padding: .1rem 1rem; border-left: 4px solid var(--line); }
.alert.caution { border-color: #cf222e; } .alert.warning { border-color: #bf8700; } .alert.note, .alert.tip { border-color: #1a7f37; }
figure { margin: 1.5rem 0; } svg { width: 100%; background: var(--soft); border-radius: 6px; } figcaption { font-size: .9rem; }
.checks { list-style: none; padding: 0; } .kept::before { content: "✓ "; color: #1a7f37; } .broken::before { content: "✗ "; color: #cf222e; }
`;
