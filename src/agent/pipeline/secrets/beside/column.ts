/** A column of a table in text: `id,email,password` and the lines below it. */
import { type Cell, cellsOf, type Separator } from './cells.js';
import { type Line, lineFrom, linesOf } from './lines.js';
import { type Beside, type Certainty, isSecret } from './named-secret.js';

/** Longer lines are no rows. */
const MAX_LINE = 1024;
const MAX_QUOTES = 64;
const NAME = /^[\p{L}\p{N}_ .#/()-]{0,64}$/u;
/** Beside a name, behind its quote. */
const SEPARATOR = /(?:\\*["'`])?[ ]?(?<separator>[,;\t|│]|\\{1,64}t|[ \t]{2})/y;
const SEPARATOR_BEFORE = /(?<separator>[,;\t|│]|\\{1,64}t| {2})[ ]?(?:\\*["'`])?$/;
/** Between the header and the rows: `|---|---|`, `----+----`. */
const RULE = /^[-+|=: │┼─]+$/;

/** What may follow the name of a column. */
const CELL_END = /["'`,;|│\\\s]/;

interface Table {
  readonly names: readonly string[];
  readonly separator: Separator;
  readonly quote: string;
}

export function readColumn(beside: Beside): number {
  const { text, place, found } = beside;
  if (!CELL_END.test(text[place.end] ?? '')) return -1;
  const lines = linesOf(found);
  const line = lines.around(text, place.start);
  if (line.next < 0 || line.end - line.start > 2 * MAX_LINE || !lines.mayTry(line)) return -1;
  const start = line.escapes > 0 ? afterQuote(text, line, place.start) : line.start;
  if (line.end - start > MAX_LINE || line.end < place.end) return -1;
  const table = tableOf(beside, start, line);
  return table === undefined ? -1 : readRows(beside, line.next, table);
}

/** Where the quoted text begins in which a line ends with an escaped break. */
function afterQuote(text: string, { start, escapes }: Line, before: number): number {
  // Only in this line: a search for a quote would read the whole text before it.
  const line = text.slice(start, before);
  let at = line.lastIndexOf('"');
  for (let quotes = 0; quotes < MAX_QUOTES && at >= 0; quotes += 1) {
    let slashes = 0;
    while (line[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes === escapes - 1) return start + at + 1;
    at = at === 0 ? -1 : line.lastIndexOf('"', at - 1);
  }
  return start;
}

function tableOf({ text, place }: Beside, start: number, line: Line): Table | undefined {
  SEPARATOR.lastIndex = place.end;
  const beside =
    SEPARATOR.exec(text)?.groups?.separator ??
    SEPARATOR_BEFORE.exec(text.slice(Math.max(start, place.start - 72), place.start))?.groups?.separator;
  // In a text with escapes its own quotes are escaped twice as often as its breaks.
  const quote = `${'\\'.repeat(Math.max(0, 2 * line.escapes - 1))}"`;
  const separator = beside === undefined ? '\n' : /^[ \t]{2}$/.test(beside) ? 'blanks' : beside;
  // A sentence may stand before a header in quotes.
  const isQuoted = text.startsWith(quote, place.start - quote.length);
  const first = isQuoted ? Math.max(start, text.indexOf(quote, start)) : start;
  const names = cellsOf(text, first, line.end, separator, quote).map((cell) => text.slice(cell.start, cell.end));
  const columns = names.filter((name) => name !== '').length;
  const isHeader = names.every((name) => NAME.test(name)) && names.some((name) => name.endsWith(place.name));
  return isHeader && (columns > 1 || (beside === undefined && names[0] === place.name))
    ? { names, separator, quote }
    : undefined;
}

/** Reads the rows at `start` for all columns at once, and returns where they end, or -1 when there are none. */
function readRows(beside: Beside, start: number, { names, separator, quote }: Table): number {
  const { text, classify } = beside;
  const kinds = names.map(classify);
  const column = kinds.findIndex((kind) => kind !== 'plain');
  let end = -1;
  for (let next = start; next >= 0 && column >= 0; ) {
    const line = lineFrom(text, next);
    const last = line.next < 0 ? closingQuote(text, next, line.end, quote) : line.end;
    if (last - next > MAX_LINE) break;
    if (!RULE.test(text.slice(next, last))) {
      const cells = cellsOf(text, next, last, separator, quote);
      const isWhole = cells.length === names.length && separator !== 'blanks' && names.length > 1;
      if (!readRow(beside, cells, kinds, isWhole ? 'likely' : 'possible') && !isWhole) break;
      end = last;
    }
    next = line.next;
  }
  return end;
}

/** The last line of a quoted text ends with a quote, which is escaped half as often as those of its cells. */
function closingQuote(text: string, start: number, end: number, ofCells: string): number {
  const isQuoted = text.startsWith(ofCells, start);
  if (isQuoted && ofCells.length === 1) return end;
  const pattern = isQuoted
    ? new RegExp(`(?<!\\\\)\\\\{0,${(ofCells.length - 2) >> 1}}"(?=[},\\]]|$)`)
    : /\\{0,64}"(?=[},\]]|$)/;
  const quote = text.slice(start, Math.min(end, start + MAX_LINE)).search(pattern);
  return quote < 0 ? end : start + quote;
}

/** Adds the secrets of one row; whether there is one. */
function readRow(
  beside: Beside,
  cells: readonly Cell[],
  kinds: ReadonlyArray<Beside['kind']>,
  certainty: Certainty,
): boolean {
  let hasSecret = false;
  for (const [column, { start, end }] of cells.entries()) {
    const kind = kinds[column] ?? 'plain';
    if (kind === 'plain' || !isSecret({ ...beside, kind }, beside.text.slice(start, end), certainty)) continue;
    beside.found.add(start, end);
    hasSecret = true;
  }
  return hasSecret;
}
