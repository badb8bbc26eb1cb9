/**
 * Counts by time slot, series and bucket, for the charts. Added up in memory and written once per transaction.
 * `counts` has one 32-bit little-endian number for each bucket.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { BUCKETS } from '../../../analysis/charts/histogram.js';
import { type Counted, countedOf } from '../../../analysis/charts/series.js';
import type { Row } from '../../../analysis/rows/row.js';
import { SLOTS_MS, slotWithin } from '../slots.js';
import { type DbRecord, number, statusIn, text } from './columns.js';

/** One slot of one series. */
interface Cell {
  readonly slotMs: number;
  readonly startMs: number;
  readonly series: number;
  readonly counts: Uint32Array<ArrayBuffer>;
}

/** Cells that are kept at hand after they were written: the next events most likely fall into them. */
const MAX_CELLS = 4000;

export class Rollups {
  readonly #addSeries: StatementSync;
  readonly #findSeries: StatementSync;
  readonly #read: StatementSync;
  readonly #write: StatementSync;
  readonly #cells = new Map<string, Cell>();
  readonly #changed = new Set<Cell>();
  readonly #series = new Map<string, number>();

  constructor(db: DatabaseSync) {
    const columns = '(event_type, event_name, server_name, status)';
    this.#addSeries = db.prepare(`INSERT OR IGNORE INTO series ${columns} VALUES (?, ?, ?, ?)`);
    this.#findSeries = db.prepare(`SELECT id FROM series WHERE ${columns} = (?, ?, ?, ?)`);
    this.#read = db.prepare('SELECT counts FROM rollups WHERE slot_ms = ? AND start_ms = ? AND series = ?');
    this.#write = db.prepare('INSERT OR REPLACE INTO rollups (slot_ms, start_ms, series, counts) VALUES (?, ?, ?, ?)');
  }

  add(row: Row): void {
    const counted = countedOf(row);
    if (counted === undefined) return;
    const series = this.#seriesOf(counted);
    for (const slotMs of SLOTS_MS) {
      const cell = this.#cellOf(slotMs, Math.floor(counted.started_ms / slotMs) * slotMs, series);
      for (const [bucket, count] of counted.buckets) cell.counts[bucket] = (cell.counts[bucket] ?? 0) + count;
      this.#changed.add(cell);
    }
  }

  flush(): void {
    for (const { slotMs, startMs, series, counts } of this.#changed) {
      this.#write.run(slotMs, startMs, series, new Uint8Array(counts.buffer));
    }
    this.#changed.clear();
    if (this.#cells.size > MAX_CELLS) this.#cells.clear();
  }

  /** Also after rows of the table were deleted. */
  discard(): void {
    this.#changed.clear();
    this.#cells.clear();
    this.#series.clear();
  }

  #cellOf(slotMs: number, startMs: number, series: number): Cell {
    const key = `${slotMs}/${startMs}/${series}`;
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const counts = new Uint32Array(BUCKETS);
    for (const [bucket, count] of bucketsIn(this.#read.get(slotMs, startMs, series)?.['counts']))
      counts[bucket] = count;
    const cell = { slotMs, startMs, series, counts };
    this.#cells.set(key, cell);
    return cell;
  }

  #seriesOf({ event_type, event_name, server_name, status }: Counted): number {
    const names = [event_type, event_name, server_name, status];
    const key = names.join('\u0000');
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    this.#addSeries.run(...names);
    const id = number(this.#findSeries.get(...names)?.['id']);
    if (this.#series.size > 10_000) this.#series.clear();
    this.#series.set(key, id);
    return id;
  }
}

const READ = `SELECT event_type, event_name, server_name, status, start_ms, slot_ms, counts
  FROM rollups JOIN series ON series.id = rollups.series WHERE slot_ms = ? AND start_ms BETWEEN ? AND ?`;

/** `undefined` where no slot is as short as `maxSlotMs`. */
export function readRollups(
  db: DatabaseSync,
  fromMs: number,
  toMs: number,
  maxSlotMs: number,
): Iterable<Counted> | undefined {
  const slotMs = slotWithin(maxSlotMs);
  if (slotMs === undefined) return undefined;
  const first = Math.floor(fromMs / slotMs) * slotMs;
  return countedEach(db.prepare(READ).iterate(slotMs, first, toMs));
}

/** One at a time: all of them together would take tens of megabytes. */
function* countedEach(records: Iterable<DbRecord>): Generator<Counted> {
  for (const record of records) yield countedIn(record);
}

function countedIn(record: DbRecord): Counted {
  return {
    event_type: text(record['event_type']),
    event_name: text(record['event_name']),
    server_name: text(record['server_name']),
    status: statusIn(record['status']),
    started_ms: number(record['start_ms']),
    slot_ms: number(record['slot_ms']),
    buckets: bucketsIn(record['counts']),
  };
}

function bucketsIn(blob: SQLOutputValue | undefined): readonly (readonly [bucket: number, count: number])[] {
  if (!(blob instanceof Uint8Array)) return [];
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const found: [number, number][] = [];
  for (let bucket = 0; bucket * 4 + 4 <= blob.byteLength; bucket += 1) {
    const count = view.getUint32(bucket * 4, true);
    if (count > 0) found.push([bucket, count]);
  }
  return found;
}
