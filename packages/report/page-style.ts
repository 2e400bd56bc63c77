/** How a job summary looks on GitHub, near enough, in light and dark. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1f2328; --quiet: #59636e; --back: #ffffff; --page: #f6f8fa; --line: #d1d9e0;
  --code: #818b981f; --link: #0969da; --red: #cf222e; --amber: #9a6700; --row: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --text: #f0f6fc; --quiet: #9198a1; --back: #0d1117; --page: #010409;
  --line: #3d444d; --code: #656c7633; --link: #4493f8; --red: #f85149; --amber: #d29922; --row: #151b23; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px 64px; background: var(--page); color: var(--text);
  font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, "DejaVu Sans", "Liberation Sans", sans-serif; }
main { max-width: 1012px; margin: 0 auto; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 24px; padding: 0; list-style: none; }
section { margin: 0 0 32px; }
section > h1 { margin: 0 0 8px; font-size: 14px; font-weight: 600; color: var(--quiet); overflow-wrap: anywhere; }
article { padding: 16px 24px 20px; background: var(--back); border: 1px solid var(--line); border-radius: 6px; overflow-wrap: break-word; }
article > :first-child { margin-top: 0; } article > :last-child { margin-bottom: 0; }
h2 { margin: 24px 0 12px; padding-bottom: 6px; border-bottom: 1px solid var(--line); font-size: 21px; line-height: 1.25; }
h3 { margin: 20px 0 10px; font-size: 16px; line-height: 1.25; }
p, ul, ol, table, pre, blockquote, details { margin: 0 0 12px; }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
code { padding: .2em .4em; border-radius: 6px; background: var(--code); font: 85% ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: 12px; border-radius: 6px; background: var(--row); overflow: auto; line-height: 1.4; }
pre code { padding: 0; background: none; white-space: pre; }
table { display: block; width: max-content; max-width: 100%; border-collapse: collapse; overflow: auto; }
th, td { padding: 6px 13px; border: 1px solid var(--line); text-align: left; vertical-align: top; }
tbody tr:nth-child(2n) { background: var(--row); }
blockquote { margin-left: 0; padding: 0 16px; border-left: 4px solid var(--line); color: var(--quiet); }
blockquote.alert { padding: 8px 16px; color: inherit; }
blockquote.alert > :last-child { margin-bottom: 0; }
.alert-title { margin-bottom: 8px; font-weight: 600; }
.caution { border-left-color: var(--red); } .caution .alert-title { color: var(--red); }
.warning { border-left-color: var(--amber); } .warning .alert-title { color: var(--amber); }
summary { cursor: pointer; } details[open] > summary { margin-bottom: 8px; }
@media (max-width: 600px) { body { padding: 12px 0 32px; } article { padding: 12px; border-width: 1px 0; border-radius: 0; }
  nav, section > h1 { padding: 0 12px; } }
`;
