/**
 * `npm run test:matrix [section…]`: every way in which a server is built, bundled and served (#4). Installs what it needs
 * into `.cache`, prints a table, writes docs/compatibility.md, and fails when a cell is not as it should be.
 */

import { openReceiver } from '../test/matrix/receiver.mjs';
import { printSection, writeDocument } from '../test/matrix/report.mjs';
import { SECTIONS } from '../test/matrix/sections.mjs';

const PARALLEL = Number(process.env.MCPWATCH_MATRIX_PARALLEL ?? 2);

async function runCell(cell, receiver) {
  if (cell.cannot !== undefined) return { ...cell, status: 'cannot', detail: cell.cannot };
  try {
    return { ...cell, ...(await cell.run(receiver)) };
  } catch (error) {
    return { ...cell, status: 'differs', detail: String(error?.message ?? error).slice(0, 1500) };
  }
}

/** Runs cells as soon as they are prepared, a few at a time, and keeps their order. */
async function runSection(section, receiver) {
  const results = [];
  const cells = section.cells()[Symbol.asyncIterator]();
  const work = async () => {
    for (;;) {
      const { done, value } = await cells.next();
      if (done) return;
      const at = results.push(undefined) - 1;
      results[at] = await runCell(value, receiver);
    }
  };
  await Promise.all(Array.from({ length: section.alone ? 1 : PARALLEL }, work));
  return results;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SECTIONS.some((section) => section.name === name));
if (unknown.length > 0)
  throw new Error(`no such section: ${unknown.join(', ')}; there are ${SECTIONS.map(({ name }) => name).join(', ')}`);

const receiver = await openReceiver();
const report = [];
for (const section of SECTIONS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const cells = await runSection(section, receiver);
  report.push({ section, cells });
  printSection(section, cells);
}
writeDocument(report);
await receiver.close();
const wrong = report.flatMap(({ cells }) => cells).filter(({ status }) => status === 'differs');
const total = report.reduce((sum, { cells }) => sum + cells.length, 0);
const cannot = report.flatMap(({ cells }) => cells).filter(({ status }) => status === 'cannot').length;
console.log(
  `\n${total - wrong.length - cannot} of ${total} cells as they should be, ${cannot} not possible or not tried, ${wrong.length} wrong`,
);
process.exit(wrong.length === 0 ? 0 : 1);
