/** A report as Markdown: for a pull request, or a summary of a CI job. */
import { printable } from '../../collector/terminal/terminal-text.js';
import type { Report } from './report-data.js';
import { type Section, sectionsOf, summaryOf } from './sections.js';

export function markdownReport(report: Report): string {
  return `${['# What MCP servers did', escaped(summaryOf(report)), ...sectionsOf(report).map(tableOf)].join('\n\n')}\n`;
}

function tableOf({ title, head, rows, more }: Section): string {
  const lines = [head, head.map(() => '---'), ...rows.map((row) => row.map(escaped))].map(
    (row) => `| ${row.join(' | ')} |`,
  );
  return [`## ${title}`, '', ...lines, ...(more === undefined ? [] : ['', `… ${more}`])].join('\n');
}

/** Names come from servers: they must be neither HTML nor links nor the end of a cell. */
const escaped = (text: string): string =>
  printable(text)
    .replaceAll(/[\\`*_[\]|#~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;');
