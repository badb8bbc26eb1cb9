/** A column of a table in text: `id,email,password` and the lines below it. */
import { type Beside, isSecret } from './named-secret.js';

const MAX_LINE = 512;
const HEADER = /^\|?[\w .-]{1,64}(?<separator>[,;\t|])(?:[\w .-]{0,64}\k<separator>){0,40}[\w .-]{0,64}$/;

export function readColumn(beside: Beside): number {
  const { text, place } = beside;
  const from = Math.max(0, place.start - MAX_LINE);
  const start = text.slice(from, place.start).lastIndexOf('\n') + 1 + from;
  const length = text.slice(place.end, place.end + MAX_LINE).indexOf('\n');
  if (length < 0) return -1;
  const header = text.slice(start, place.end + length).trimEnd();
  const separator = HEADER.exec(header)?.groups?.separator;
  if (separator === undefined) return -1;
  const names = header.split(separator).map((name) => name.trim());
  return readRows(beside, place.end + length + 1, names, separator);
}

/** Reads the rows at `start` for all columns at once, and returns where they end, or -1 when there are none. */
function readRows(beside: Beside, start: number, names: readonly string[], separator: string): number {
  const { text, found, classify } = beside;
  const kinds = names.map(classify);
  let at = start;
  while (at < text.length) {
    const next = text.indexOf('\n', at);
    const end = next < 0 ? text.length : next;
    const cells = text.slice(at, end).split(separator);
    if (cells.length !== names.length) break;
    for (const [column, cell] of cells.entries()) {
      const kind = kinds[column] ?? 'plain';
      if (kind !== 'plain' && isSecret({ ...beside, kind }, cell.trim(), 'likely'))
        found.add(at, at + cell.trimEnd().length);
      at += cell.length + 1;
    }
    at = end + 1;
  }
  return at === start ? -1 : Math.min(at, text.length);
}
