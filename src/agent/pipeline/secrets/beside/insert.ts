/** `INSERT INTO users (name, password) VALUES ('ann', '…')`: the values of the columns that are secrets. */
import { cellsOf } from './cells.js';
import { type Beside, isSecret } from './named-secret.js';
import { NextMatch } from './next-match.js';

const MAX_COLUMNS = 512;
/** From the name to the first row. */
const VALUES =
  /[^()\n]{0,400}\)\s{0,16}(?:\\{1,64}[nrt]\s{0,16}){0,4}VALUES?\s{0,16}(?:\\{1,64}[nrt]\s{0,16}){0,4}(?=\()/iy;
const NEXT = new NextMatch(/VALUES?\b/gi);
const ROW = /\((?:[^()'\\]|\\{1,64}[nrt"']|'(?:[^'\\\n]|\\.){0,512}'){1,2048}\)(?:[\s,]|\\{1,64}[nrt]){0,16}/y;
const MAX_ROWS = 1000;
const UNQUOTED = /^[\s"'`\\[]+|[\s"'`\\\]]+$/g;

export function readInsert(beside: Beside): number {
  const { text, place } = beside;
  if (NEXT.after(text, place.end, beside.found) - place.end > MAX_COLUMNS) return -1;
  VALUES.lastIndex = place.end;
  if (!VALUES.test(text)) return -1;
  const row = VALUES.lastIndex;
  const before = text.slice(Math.max(0, place.start - MAX_COLUMNS), place.start);
  const open = place.start - before.length + before.lastIndexOf('(');
  if (!before.includes('(')) return -1;
  const names = text.slice(open + 1, text.indexOf(')', place.end)).split(',');
  return readRows(
    beside,
    row,
    names.map((name) => beside.classify(name.replace(UNQUOTED, ''))),
  );
}

function readRows(beside: Beside, start: number, kinds: ReadonlyArray<Beside['kind']>): number {
  const { text, found } = beside;
  let end = start;
  for (let rows = 0; rows < MAX_ROWS; rows += 1) {
    ROW.lastIndex = end;
    const row = ROW.exec(text)?.[0];
    if (row === undefined) break;
    const close = end + row.lastIndexOf(')');
    for (const [column, cell] of cellsOf(text, end + 1, close, ',', "'").entries()) {
      const kind = kinds[column] ?? 'plain';
      if (kind !== 'plain' && isSecret({ ...beside, kind }, text.slice(cell.start, cell.end), 'certain'))
        found.add(cell.start, cell.end);
    }
    end += row.length;
  }
  return end === start ? -1 : end;
}
