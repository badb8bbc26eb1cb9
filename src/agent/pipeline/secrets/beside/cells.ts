/** The cells of one line of a table in text: CSV with quotes, tabs, pipes, or columns with blanks between them. */
export interface Cell {
  readonly start: number;
  readonly end: number;
}

/** Between two cells: a literal, or blanks. */
export type Separator = string | 'blanks';

const MAX_CELLS = 64;
const BLANKS = /[ \t]{2,64}/g;

/** Of `text` from `start` to `end`. `quote` may enclose a cell; it is doubled inside. */
export function cellsOf(whole: string, start: number, end: number, separator: Separator, quote: string): Cell[] {
  // No search goes on behind the line: there are many lines.
  const text = whole.slice(0, end);
  if (separator === 'blanks') return alignedCells(text, start, end);
  const cells: Cell[] = [];
  let at = start;
  while (at <= end && cells.length < MAX_CELLS) {
    const open = skipBlanks(text, at, end);
    const isQuoted = text.startsWith(quote, open) && open < end;
    const close = isQuoted ? closing(text, open + quote.length, end, quote) : open;
    const next = text.indexOf(separator, isQuoted ? Math.min(end, close + quote.length) : at);
    const last = next < 0 || next > end ? end : next;
    cells.push(isQuoted ? { start: open + quote.length, end: Math.min(close, end) } : trimmed(text, at, last));
    if (last === end) break;
    at = last + separator.length;
  }
  return cells;
}

function closing(text: string, start: number, end: number, quote: string): number {
  let at = text.indexOf(quote, start);
  while (at >= 0 && at < end && text.startsWith(quote, at + quote.length)) {
    at = text.indexOf(quote, at + 2 * quote.length);
  }
  return at < 0 || at > end ? end : at;
}

function alignedCells(text: string, start: number, end: number): Cell[] {
  const cells: Cell[] = [];
  let at = skipBlanks(text, start, end);
  BLANKS.lastIndex = at;
  while (at < end && cells.length < MAX_CELLS) {
    const gap = BLANKS.exec(text);
    const last = gap === null || gap.index > end ? end : gap.index;
    cells.push(trimmed(text, at, last));
    at = gap === null ? end : gap.index + gap[0].length;
  }
  return cells;
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && text[at] === ' ') at += 1;
  return at;
}

function trimmed(text: string, start: number, end: number): Cell {
  const first = skipBlanks(text, start, end);
  return { start: first, end: first + text.slice(first, end).trimEnd().length };
}
