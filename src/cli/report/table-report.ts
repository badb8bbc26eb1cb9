/** A report for a terminal, or for a log file. */
import { column, displayWidth, printable } from '../../collector/terminal/terminal-text.js';
import type { Report } from './report-data.js';
import { type Section, sectionsOf, summaryOf } from './sections.js';

const WIDEST = 48;
/** Columns of figures end at the same place. */
const FIGURE = /^(?:[<–]|[\d.,]+ ?(?:%|ms|s|min|B|kB|MB)?$)/;

export function tableReport(report: Report): string {
  return `${[summaryOf(report), ...sectionsOf(report).map(tableOf)].join('\n\n')}\n`;
}

function tableOf({ title, head, rows, more }: Section): string {
  const cells = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, at) => Math.min(WIDEST, Math.max(...cells.map((row) => displayWidth(row[at] ?? '')))));
  const isFigure = head.map((_, at) => rows.every((row) => FIGURE.test(row[at] ?? '')));
  const lines = cells.map((row) =>
    row
      .map((cell, at) => {
        const width = widths[at] ?? 0;
        return isFigure[at] === true ? cell.padStart(width) : column(cell, width);
      })
      .join('  ')
      .trimEnd(),
  );
  return [`${title}:`, ...lines.map((line) => `  ${line}`), ...(more === undefined ? [] : [`  … ${more}`])].join('\n');
}
