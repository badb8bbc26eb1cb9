/** The README's four promises, each with the worst figure that the measurements in docs/ show. */
import { readFileSync } from 'node:fs';

/** One row of docs/exit.md: a way to end, on one version of Node, with one kind of endpoint. */
export interface ExitRow {
  readonly end: string;
  readonly endpoint: string;
  readonly calls: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly sameStatus: boolean;
  /** Of the runs of the row: the median, and the slowest. */
  readonly addedMs: { readonly median: number; readonly max: number };
}

/** Rows of the Markdown tables in `text` that have a column called `column`, as objects by column. */
function rowsWith(text: string, column: string): readonly Readonly<Record<string, string>>[] {
  let header: readonly string[] | undefined;
  return text.split('\n').flatMap((line) => {
    const cells = line.startsWith('|') ? line.split('|').slice(1, -1) : [];
    const values = cells.map((cell) => cell.trim());
    if (values.length === 0) header = undefined;
    else if (header === undefined) header = values;
    else if (header.includes(column) && !/^:?-+:?$/.test(values[0] ?? '')) {
      return [Object.fromEntries(header.map((name, at) => [name, values[at] ?? '']))];
    }
    return [];
  });
}

export function exitRows(exitPage: string): readonly ExitRow[] {
  return rowsWith(exitPage, 'finished calls').map((row) => ({
    end: row['end'] ?? '',
    endpoint: row['endpoint'] ?? '',
    calls: Number(row['finished calls']),
    lost: Number(row['lost']),
    duplicates: Number(row['duplicates']),
    sameStatus: /, same$/.test(row['exit status'] ?? ''),
    addedMs: medianAndMax(row['added ms, median / max'] ?? ''),
  }));
}

function medianAndMax(cell: string): ExitRow['addedMs'] {
  const [median, max] = cell.split('/').map(Number);
  return { median: median ?? Number.NaN, max: max ?? Number.NaN };
}

export interface CellCounts {
  readonly works: number;
  readonly cannot: number;
  readonly fails: number;
}

/** The cells of the matrix in docs/compatibility.md. */
export function matrixCells(compatibilityPage: string): CellCounts {
  const cells = compatibilityPage
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => line.split('|').slice(2, -1))
    .map((cell) => cell.trim());
  const count = (sign: string) => cells.filter((cell) => cell === sign).length;
  return { works: count('✓'), cannot: count('–'), fails: count('✗') };
}

export interface LeakCounts {
  readonly leaked: number;
  readonly samples: number;
}

/** How many samples of known secrets leak, from the measurements in docs/privacy.md; `undefined` before there are any. */
export function leakCounts(privacyPage: string): LeakCounts | undefined {
  const rows = [...privacyPage.matchAll(/^\| [^|]*: samples leaked \| (\d+) of (\d+) /gm)];
  if (rows.length === 0) return undefined;
  const sum = (column: number) => rows.reduce((total, row) => total + Number(row[column]), 0);
  return { leaked: sum(1), samples: sum(2) };
}

/** A process that ends by itself waits for the last flush; one that is killed cannot wait. */
const isKilled = ({ end }: ExitRow) => end.includes('same tick');

const worstOf = (values: readonly number[]) => Math.max(...values);

const number = (value: number) => value.toLocaleString('en-US');

export interface Measurements {
  readonly exitPage: string;
  readonly compatibilityPage: string;
  readonly privacyPage: string;
}

export function promiseList({ exitPage, compatibilityPage, privacyPage }: Measurements): string {
  const rows = exitRows(exitPage);
  const waiting = rows.filter((row) => !isKilled(row));
  const addedBy = (endpoint: string, which: keyof ExitRow['addedMs']) =>
    number(worstOf(waiting.filter((row) => row.endpoint === endpoint).map(({ addedMs }) => addedMs[which])));
  const again = rows.some(({ endpoint }) => endpoint === 'silent again')
    ? `, ${addedBy('silent again', 'median')} ms (${addedBy('silent again', 'max')}) the next time`
    : '';
  const sum = (key: 'calls' | 'lost' | 'duplicates') => rows.reduce((total, row) => total + row[key], 0);
  const changed = rows.filter(({ sameStatus }) => !sameStatus).length;
  const { works, cannot, fails } = matrixCells(compatibilityPage);
  const leaks = leakCounts(privacyPage);
  const leaked =
    leaks === undefined
      ? 'a secret in a form that is not recognised is sent'
      : `of ${number(leaks.samples)} samples of known secrets in known places: ${number(leaks.leaked)} leaked`;
  return [
    `1. **The server is not disturbed.** Same bytes on stdout, same results, exit code and signal. At worst, in ${rows.length} ` +
      `combinations of exit, endpoint and Node.js version: ${changed} ended differently, and an exit took ` +
      `${addedBy('healthy', 'median')} ms longer with a healthy endpoint (${addedBy('healthy', 'max')} in the slowest run) and ` +
      `${addedBy('silent', 'median')} ms (${addedBy('silent', 'max')}) with one that never answers${again}. [How a process ends](docs/exit.md)`,
    `2. **No finished call is lost.** At worst, of ${number(sum('calls'))} calls in processes that ended in every way ` +
      `from a normal exit to SIGKILL: ${number(sum('lost'))} lost, ${number(sum('duplicates'))} sent twice, with the same event id. [Where events wait](docs/spool.md)`,
    `3. **It never fails silently.** One line on stderr says what is watched and where events go, or why nothing is. At ` +
      `worst, of ${works + cannot + fails} tested combinations of versions, bundlers, loaders and frameworks: ${cannot} cannot ` +
      `be watched and ${fails} fail, each with its reason. [Compatibility](docs/compatibility.md)`,
    '4. **Secrets stay in the process.** They are redacted before anything is written to disk, and without a key nothing ' +
      'leaves the machine. At worst, ' +
      `${leaked}. [Privacy](docs/privacy.md#what-is-not-recognised)`,
  ].join('\n');
}

export function promises(): string {
  return promiseList({
    exitPage: readFileSync('docs/exit.md', 'utf8'),
    compatibilityPage: readFileSync('docs/compatibility.md', 'utf8'),
    privacyPage: readFileSync('docs/privacy.md', 'utf8'),
  });
}
