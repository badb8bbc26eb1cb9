/** Live updates by server-sent events: `EventSource` reconnects and resumes by itself. */

import type { CollectorState } from '../../analysis/state/collector-state.js';
import { apiUrl } from './client.js';
import type { Row } from './types.js';

export interface LiveListener {
  /** `gone`: keys of rows that have changed and match no more. */
  rows(rows: readonly Row[], gone: readonly number[]): void;
  state(state: CollectorState): void;
  /** Rows were skipped: what is shown must be loaded again. */
  reset(): void;
  /** Whether the collector is connected. */
  connected(is: boolean): void;
  /** The collector is there, and answers with an error. */
  refused(): void;
}

/** Chrome gives up on a connection that was refused with an error page; then it is opened again here. */
const REOPEN_MS = 3000;

/** `since`: the position that the caller has loaded up to. Answers how to stop. */
export function listen(query: { filter?: string; since?: string }, listener: LiveListener): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let { since } = query;

  function open(): void {
    // Browsers open six connections to one address: so many tabs with a stream would leave none for anything else.
    if (document.hidden) return;
    source = new EventSource(apiUrl('/api/live', { ...(query.filter ? { filter: query.filter } : {}), since }));
    const on = (name: string, take: (data: unknown) => void) =>
      source?.addEventListener(name, (event: MessageEvent<string>) => {
        if (event.lastEventId !== '') since = event.lastEventId;
        take(JSON.parse(event.data));
      });
    source.onopen = () => listener.connected(true);
    source.onerror = () => {
      listener.connected(false);
      if (source?.readyState !== EventSource.CLOSED) return;
      listener.refused();
      timer = setTimeout(open, REOPEN_MS);
    };
    on('rows', (data) => {
      const { rows, gone } = data as { rows: readonly Row[]; gone: readonly number[] };
      listener.rows(rows, gone);
    });
    on('position', () => {});
    on('state', (data) => listener.state(data as CollectorState));
    on('reset', () => listener.reset());
  }

  function close(): void {
    clearTimeout(timer);
    source?.close();
  }

  /** A tab that nobody sees goes on from where it was when it is looked at again. */
  function follow(): void {
    close();
    open();
  }

  document.addEventListener('visibilitychange', follow);
  open();
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
  };
}
