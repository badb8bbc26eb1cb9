/** Prints the matrix as tables: on the terminal, and as docs/compatibility.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIFFERENCES } from './expected.mjs';
import { ROOT } from './packages.mjs';
import { SECTIONS } from './sections.mjs';

const DOCUMENT = join(ROOT, 'docs', 'compatibility.md');
const MARKS = { ok: '✓', differs: '✗', cannot: '–' };

function tableOf(cells) {
  const columns = [...new Set(cells.map(({ column }) => column))];
  const rows = [...new Set(cells.map(({ row }) => row))];
  const mark = (row, column) => {
    const cell = cells.find((candidate) => candidate.row === row && candidate.column === column);
    return cell === undefined ? '' : MARKS[cell.status];
  };
  return { columns, lines: rows.map((row) => [row, ...columns.map((column) => mark(row, column))]) };
}

export function printSection(section, cells) {
  const { columns, lines } = tableOf(cells);
  const table = [['', ...columns], ...lines];
  const widths = table[0].map((_, index) => Math.max(...table.map((line) => line[index].length)));
  console.log(`\n${section.title}`);
  for (const line of table)
    console.log(`  ${line.map((text, index) => text.padEnd(widths[index])).join('  ')}`.trimEnd());
  for (const cell of cells) {
    if (cell.status !== 'ok') console.log(`  ${MARKS[cell.status]} ${cell.row}, ${cell.column}: ${cell.detail}`);
  }
}

/** Writes the document; sections that were not run stay as they are. */
export function writeDocument(report) {
  const written = new Map(report.map(({ section, cells }) => [section.title, documentSection(section, cells)]));
  const known = sectionsIn(readFileSync(DOCUMENT, 'utf8'));
  const parts = SECTIONS.map(({ title }) => written.get(title) ?? known.get(title)).filter(Boolean);
  const differences = DIFFERENCES.map(
    ({ versions, steps, reason }) => `| ${versions} | ${steps?.join(', ') ?? 'all'} | ${reason} |`,
  );
  const text = `# Compatibility

Written by \`npm run test:matrix\`, which installs and runs everything on this page.

- ✓: the client receives the same bytes as without mcpwatch, and every call is recorded once, as the table in
  \`test/matrix/expected.mjs\` says.
- –: cannot work, or cannot be tried here, for the reason given below the table.
- ✗: should work, but does not.

${parts.join('\n\n')}

## Where SDK versions differ from each other

| versions | step | difference |
|---|---|---|
${differences.join('\n')}
`;
  writeFileSync(DOCUMENT, text);
}

const sectionsIn = (text) =>
  new Map(
    text
      .split(/^(?=## )/m)
      .slice(1)
      .map((section) => [/^## (.*)$/m.exec(section)[1], section.trimEnd()]),
  );

function documentSection(section, cells) {
  const { columns, lines } = tableOf(cells);
  const table = [['', ...columns], columns.map(() => '---').concat('---'), ...lines];
  const notes = cells
    .filter(({ status }) => status !== 'ok')
    .map(({ row, column, status, detail }) => `- ${MARKS[status]} ${row}, ${column}: ${detail}`);
  return [
    `## ${section.title}`,
    section.about,
    table.map((line) => `| ${line.join(' | ')} |`).join('\n'),
    notes.join('\n'),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}
