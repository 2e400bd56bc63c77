import { pageStyle } from './page-style.ts';
import { plain } from './plain.ts';

/** One job summary of the page. */
export interface PageReport {
  readonly title: string;
  /** Made by `renderMarkdown`. */
  readonly markdown: string;
}

/**
 * One HTML page that shows job summaries as GitHub shows them: nothing is loaded, nothing runs. `render` turns
 * Markdown (with tables) into HTML; what comes from outside is harmless already in what `renderMarkdown` makes.
 */
export function renderPage(reports: readonly PageReport[], render: (markdown: string) => string): string {
  const sections = reports.map(({ title, markdown }, at) => {
    return `<section id="report-${at + 1}">\n<h1>${html(title)}</h1>\n<article>\n${alerts(render(markdown))}</article>\n</section>`;
  });
  const links = reports.map(({ title }, at) => `<li><a href="#report-${at + 1}">${html(title)}</a></li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${html(reports.length === 1 ? (reports[0]?.title ?? '') : 'Job summaries')}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
${reports.length > 1 ? `<nav><ul>${links.join('')}</ul></nav>\n` : ''}${sections.join('\n')}
</main>
</body>
</html>
`;
}

/** GitHub's alerts, which other renderers leave as quotes that begin with `[!CAUTION]`. */
function alerts(rendered: string): string {
  return rendered.replace(/<blockquote>\s*<p>\[!(CAUTION|WARNING)\](?:<br\s*\/?>)?\s*(<\/p>)?/g, (_, kind, closed) => {
    const name = kind === 'CAUTION' ? 'Caution' : 'Warning';
    const open = `<blockquote class="alert ${name.toLowerCase()}">\n<p class="alert-title">${name}</p>\n`;
    return closed === undefined ? `${open}<p>` : open;
  });
}

const html = (from: string) => plain(from, 300).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
