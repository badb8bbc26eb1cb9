/**
 * The one connection to the collector's live updates. Its filter follows the view; whoever shows rows subscribes. Views that
 * show summaries load again when `position` has moved on.
 */
import { computed, effect, signal } from '@preact/signals';
import { parseFilter } from '../../analysis/filter/parse-filter.js';
import type { CollectorState } from '../../analysis/state/collector-state.js';
import { get } from '../api/client.js';
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

const listeners = new Set<(rows: readonly Row[]) => void>();

/** Answers how to stop. */
export function onRows(listener: (rows: readonly Row[]) => void): () => void {
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
  if (is) connection.value = { status: 'connected' };
  else if (connection.peek().status !== 'lost') connection.value = { status: 'lost', since: Date.now() };
}

/** Opens the stream and keeps it open. Called once. */
export function startStream(): void {
  effect(() => {
    const wanted = streamFilter.value;
    void resets.value;
    let stop = () => {};
    let isOver = false;
    void get<CollectorState>('/api/state').then((answer) => {
      if (isOver) return;
      if (answer.status === 'refused') {
        connection.value = { status: 'locked' };
        return;
      }
      if (answer.status === 'ok') takeState(answer.value);
      stop = listen(
        { filter: wanted, ...(answer.status === 'ok' ? { since: answer.value.last_seq } : {}) },
        {
          rows: (rows) => {
            for (const listener of listeners) listener(rows);
          },
          state: takeState,
          reset: () => {
            resets.value += 1;
          },
          connected: setConnected,
        },
      );
      if (answer.status !== 'ok') setConnected(false);
    });
    return () => {
      isOver = true;
      stop();
    };
  });
}
