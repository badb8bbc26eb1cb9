/**
 * The one connection to the collector's live updates. Its filter follows the view; whoever shows rows subscribes. Views that
 * show summaries load again when `position` has moved on.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import { parseFilter } from '../../analysis/filter/parse-filter.js';
import type { CollectorState } from '../../analysis/state/collector-state.js';
import { type Answer, get } from '../api/client.js';
import { listen } from '../api/live.js';
import type { Row } from '../api/types.js';
import { filter, location } from './location.js';

export type Connection =
  | { readonly status: 'connecting' }
  | { readonly status: 'connected' }
  /** `since`: what is shown is from this time. */
  | { readonly status: 'lost'; readonly since: number }
  /** The collector wants the token that its printed address carries. */
  | { readonly status: 'locked' };

export const collector = signal<CollectorState | undefined>(undefined);
export const connection = signal<Connection>({ status: 'connecting' });
/** Grows when rows were skipped and everything must be loaded again. */
export const resets = signal(0);

/** Rows that no view needs one by one: nothing matches, and the stream only says that something is new. */
const NOTHING = 'type:none';

/** What the stream must match: the live list's filter, a session's rows, or nothing. */
const streamFilter = computed(() => {
  const { view, id } = location.value;
  // A filter that the collector would refuse must not look as if it were gone.
  if (view === 'live') return parseFilter(filter.value, 0).kind === 'fault' ? NOTHING : filter.value;
  return view === 'sessions' && id !== '' ? `session:"${id}"` : NOTHING;
});

type RowsListener = (rows: readonly Row[], gone: readonly number[]) => void;

const listeners = new Set<RowsListener>();

/** Answers how to stop. */
export function onRows(listener: RowsListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Moves on at most every two seconds while rows arrive. */
export const freshness = signal(0);
const FRESHEN_MS = 2000;
let isStale = false;
setInterval(() => {
  if (!isStale) return;
  isStale = false;
  freshness.value += 1;
}, FRESHEN_MS);

function takeState(state: CollectorState): void {
  if (state.last_seq !== collector.peek()?.last_seq) isStale = true;
  collector.value = state;
}

function setConnected(is: boolean): void {
  if (is) {
    // What could not be loaded meanwhile can be now.
    if (connection.peek().status === 'lost') freshness.value += 1;
    connection.value = { status: 'connected' };
  } else if (connection.peek().status !== 'locked' && connection.peek().status !== 'lost')
    connection.value = { status: 'lost', since: Date.now() };
}

/** Everything: rows were skipped, or the collector has another database now. */
function loadAgain(): void {
  batch(() => {
    resets.value += 1;
    freshness.value += 1;
  });
}

const RETRY_MS = 1000;

/** Opens the stream and keeps it open. Called once. */
export function startStream(): void {
  effect(() => {
    const wanted = streamFilter.value;
    void resets.value;
    let stop = () => {};
    let isOver = false;
    const begin = async (isFirst: boolean) => {
      const answer = await get<CollectorState>('/api/state');
      if (isOver) return;
      if (lockIfRefused(answer)) return;
      if (answer.status !== 'ok') {
        setConnected(false);
        const timer = setTimeout(() => void begin(false), RETRY_MS);
        stop = () => clearTimeout(timer);
      } else {
        takeState(answer.value);
        // What the views have asked for meanwhile has failed.
        if (isFirst) stop = listenFrom(answer.value.position, wanted);
        else loadAgain();
      }
    };
    void begin(true);
    return () => {
      isOver = true;
      stop();
    };
  });
}

/** Without its token the collector says nothing: this page, or one of another collector at the same address. */
function lockIfRefused(answer: Answer<unknown>): boolean {
  const isLocked = answer.status === 'refused' && answer.code === 'no_token';
  if (isLocked) connection.value = { status: 'locked' };
  return isLocked;
}

function listenFrom(since: string, wanted: string): () => void {
  return listen(
    { filter: wanted, since },
    {
      rows: (rows, gone) => {
        for (const listener of listeners) listener(rows, gone);
      },
      state: takeState,
      reset: loadAgain,
      connected: setConnected,
      refused: () => void get('/api/state').then(lockIfRefused),
    },
  );
}
