import { expect, test } from '@jest/globals';
import { marked } from 'marked';
import { renderMarkdown } from '#report/render-markdown';
import { renderPage } from '#report/render-page';
import { singleService } from './sample-reports.ts';
import { stories } from './sample-stories.ts';

const reports = Object.entries({ ...stories, ...singleService }).map(([name, report]) => ({
  title: `${report.action}: ${name} <b>`,
  markdown: renderMarkdown(report, { evidence: 'full' }),
}));
const page = renderPage(reports, (markdown) => marked.parse(markdown, { async: false }));

test('the page is whole, loads nothing and runs nothing', () => {
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bon\w+=|@import|url\(/i);
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('prefers-color-scheme: dark');
});

test('titles are text', () => {
  expect(page).not.toContain('<b>');
  expect(page).toContain('succeeded-four &#60;b&#62;');
});

test('alerts look like alerts', () => {
  expect(page).toContain('<p class="alert-title">Caution</p>');
  expect(page).not.toContain('[!CAUTION]');
  expect(page).not.toContain('[!WARNING]');
});

test('every report has its place and a way to it', () => {
  for (const [at] of reports.entries()) {
    expect(page).toContain(`href="#report-${at + 1}"`);
    expect(page).toContain(`id="report-${at + 1}"`);
  }
  const single = renderPage([{ title: 'one', markdown: 'x' }], (markdown) => `<p>${markdown}</p>\n`);
  expect(single).not.toContain('<nav>');
  expect(single).toContain('<title>one</title>');
});
