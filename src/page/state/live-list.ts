/** The live list: what was loaded, what arrives, and what is withheld while the reader reads. */
import { computed, effect, signal } from '@preact/signals';
import { get } from '../api/client.js';
import type { Page, Row, RowWithChildren } from '../api/types.js';
import { filter, view } from './location.js';
import { newestAt } from './preferences.js';
import { type PlacedRow, RowList } from './row-list.js';
import { rowMatcher } from './row-matcher.js';
import { onRows, resets } from './stream.js';

export type ListStatus =
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  | {
      readonly status: 'failed';
      readonly message: string;
      readonly start?: number | undefined;
      readonly end?: number | undefined;
    };

const PAGE_ROWS = 200;

export const listStatus = signal<ListStatus>({ status: 'loading' });
/** Stopped by the reader (`p`). */
export const isPaused = signal(false);
/** The reader is elsewhere than at the newest row, or has the pointer on the list. */
export const isReading = signal(false);
/** Rows that have arrived and are not shown. */
export const withheldCount = signal(0);
export const hasOlder = signal(false);
export const expandedRows = signal<ReadonlySet<number>>(new Set());

let list = new RowList();
let withheld: Row[] = [];
/** Keys of rows that match no more, and are shown until the reader looks away. */
let leaving: number[] = [];
let olderCursor: string | null = null;
let isLoadingOlder = false;
const version = signal(0);

export const placedRows = computed<readonly PlacedRow[]>(() => {
  void version.value;
  return list.placed(newestAt.value === 'top' ? 'newest-first' : 'oldest-first', expandedRows.value);
});

/** Lets the withheld rows in. */
export function showWithheld(): void {
  if (withheld.length === 0 && leaving.length === 0) return;
  list.put(withheld);
  list.remove(leaving);
  withheld = [];
  leaving = [];
  withheldCount.value = 0;
  version.value += 1;
}

function leave(rows: readonly Row[], gone: readonly number[]): void {
  const back = new Set(rows.map(({ key }) => key));
  leaving = [...leaving.filter((key) => !back.has(key)), ...gone];
}

function take(rows: readonly Row[], gone: readonly number[]): void {
  const isHeld = isPaused.peek() || isReading.peek();
  // A row that is shown already stays where it is, so its changes disturb nobody.
  const shown = isHeld ? rows.filter(({ key }) => list.has(key)) : rows;
  if (isHeld) {
    leave(rows, gone);
    withheld = withheld.filter(({ key }) => !gone.includes(key));
    withheld.push(...rows.filter(({ key }) => !list.has(key)));
    withheldCount.value = new Set(withheld.filter(({ nested }) => !nested).map(({ key }) => key)).size;
  }
  if (shown.length === 0 && (isHeld || gone.length === 0)) return;
  list.put(shown);
  if (!isHeld) list.remove(gone);
  version.value += 1;
}

async function load(text: string, signalOf: AbortSignal): Promise<void> {
  listStatus.value = { status: 'loading' };
  const answer = await get<Page<RowWithChildren>>(
    '/api/events',
    { filter: text, nested: 'under', limit: PAGE_ROWS },
    signalOf,
  );
  if (answer.status === 'aborted') return;
  if (answer.status !== 'ok') {
    listStatus.value =
      answer.status === 'refused'
        ? { status: 'failed', message: answer.message, start: answer.start, end: answer.end }
        : { status: 'failed', message: 'The collector is not reachable.' };
    return;
  }
  list = new RowList(text === '' ? undefined : rowMatcher(text));
  list.put(answer.value.items);
  olderCursor = answer.value.next;
  hasOlder.value = olderCursor !== null;
  // What has arrived while the list was loading is newer than the list.
  list.put(withheld);
  list.remove(leaving);
  withheld = [];
  leaving = [];
  withheldCount.value = 0;
  listStatus.value = { status: 'ready' };
  version.value += 1;
}

export async function loadOlder(): Promise<void> {
  if (olderCursor === null || isLoadingOlder) return;
  isLoadingOlder = true;
  const text = filter.peek();
  const answer = await get<Page<RowWithChildren>>('/api/events', {
    filter: text,
    nested: 'under',
    limit: PAGE_ROWS,
    cursor: olderCursor,
  });
  isLoadingOlder = false;
  if (answer.status !== 'ok' || text !== filter.peek()) return;
  list.put(answer.value.items);
  olderCursor = answer.value.next;
  hasOlder.value = olderCursor !== null;
  version.value += 1;
}

/** Follows the filter while the live view is shown. Called once. */
export function startLiveList(): void {
  onRows((rows, gone) => {
    if (view.peek() !== 'live') return;
    if (listStatus.peek().status === 'loading') {
      withheld.push(...rows);
      leave(rows, gone);
    } else take(rows, gone);
  });
  effect(() => {
    void resets.value;
    if (view.value !== 'live') return undefined;
    const abort = new AbortController();
    withheld = [];
    leaving = [];
    expandedRows.value = new Set();
    void load(filter.value, abort.signal);
    return () => abort.abort();
  });
  effect(() => {
    if (!isPaused.value && !isReading.value) showWithheld();
  });
}
