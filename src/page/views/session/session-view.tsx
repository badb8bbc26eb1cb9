/** One session: its calls over time, and the same rows as a list. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { isOpen } from '../../../analysis/rows/row.js';
import { get } from '../../api/client.js';
import type { Page, Row, Session } from '../../api/types.js';
import { Icon } from '../../components/icon.js';
import { VirtualList } from '../../components/virtual-list.js';
import { sentence } from '../../format/sentence.js';
import { shownText } from '../../format/shown-text.js';
import { fullTime } from '../../format/time.js';
import { now } from '../../state/clock.js';
import { useLoaded } from '../../state/load.js';
import { linkTo, openEvent, showEvent } from '../../state/location.js';
import { RowList } from '../../state/row-list.js';
import { freshness, onRows, resets } from '../../state/stream.js';
import { COLUMNS, HeaderRow, RowCells } from '../live/columns.js';
import { useRowHeight } from '../live/row-height.js';
import { onRowKey } from '../live/row-keys.js';
import { SessionState } from './sessions-view.js';
import { Timeline } from './timeline.js';

const PAGE_ROWS = 1000;
/** Beyond this the timeline is unreadable anyway; the newest rows are shown. */
const MAX_ROWS = 5000;

export function SessionView({ id }: { readonly id: string }) {
  const rows = useRows(id);
  const rowHeight = useRowHeight();
  const session = useLoaded<{ readonly session: Session }>(() => {
    void freshness.value;
    return { path: `/api/sessions/${encodeURIComponent(id)}` };
  });
  const scroller = useRef<HTMLDivElement>(null);
  const list = useComputed(() => {
    const sorted = new RowList();
    sorted.put(rows.value);
    return sorted.placed('oldest-first');
  });
  const isRunning = rows.value.some(isOpen);
  const lastMs = rows.value.reduce((last, row) => Math.max(last, Date.parse(row.started_at) + row.duration_ms), 0);
  const placed = list.value;
  const active = placed.findIndex(({ row }) => row.event_id === openEvent.value);
  const head = session.value.value?.session;
  return (
    <section class="session" aria-label="Session">
      <header class="session-head">
        <a class="button" href={linkTo({ view: 'sessions', id: '', parameters: { event: '' } })}>
          <Icon name="back" /> Sessions
        </a>
        <h2 title={shownText(head?.server_name ?? id)}>
          <bdi>{shownText(head?.server_name ?? id)}</bdi>{' '}
          <bdi class="faint">{shownText(head?.server_version ?? '')}</bdi>
        </h2>
        {head !== undefined && (
          <>
            <SessionState status={head.status} />
            <span class="secondary">
              <bdi>{shownText(head.client_name)}</bdi> <bdi>{shownText(head.client_version)}</bdi>
              {head.client_name !== '' && ' · '}
              {head.transport_type} · {fullTime(head.started_at)}
            </span>
          </>
        )}
      </header>
      {session.value.status === 'failed' && head === undefined && (
        <p class="notice">{sentence(session.value.message)}</p>
      )}
      {rows.value.length > 0 && <Timeline rows={rows.value} nowMs={isRunning ? now.value : lastMs} />}
      <VirtualList
        label="Events of the session"
        count={placed.length}
        rowHeight={rowHeight}
        active={active}
        columns={COLUMNS.length}
        header={<HeaderRow />}
        scroller={scroller}
        renderRow={(index) => {
          const row = placed[index];
          return row === undefined ? null : (
            <div class="row-click" role="presentation" onClick={() => showEvent(row.row.event_id)}>
              <RowCells placed={row} />
            </div>
          );
        }}
        onKeyDown={(event) =>
          onRowKey(
            event,
            placed.map(({ row }) => row.event_id),
            active,
          )
        }
      />
    </section>
  );
}

/** All rows of the session, kept up to date. */
function useRows(id: string) {
  const rows = useSignal<readonly Row[]>([]);
  useSignalEffect(() => {
    void resets.value;
    let isOver = false;
    /** What has arrived since, as long as the rest is on its way. */
    let early: Row[] | undefined = [];
    const stop = onRows((arrived) => {
      const own = arrived.filter(({ session_id }) => session_id === id);
      if (early !== undefined) early.push(...own);
      else if (own.length > 0) rows.value = merged(rows.peek(), own);
    });
    void loadAll(id, () => isOver).then((all) => {
      if (isOver) return;
      rows.value = merged(all ?? rows.peek(), early ?? []);
      early = undefined;
    });
    return () => {
      isOver = true;
      stop();
    };
  });
  return rows;
}

/** `undefined`: the collector does not answer. */
async function loadAll(id: string, isOver: () => boolean): Promise<readonly Row[] | undefined> {
  const all: Row[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && all.length < MAX_ROWS && !isOver()) {
    const answer = await get<Page<Row>>('/api/events', {
      filter: `session:"${id}"`,
      limit: PAGE_ROWS,
      ...(cursor === undefined ? {} : { cursor }),
    });
    if (answer.status !== 'ok') return undefined;
    all.push(...answer.value.items);
    cursor = answer.value.next;
  }
  return all;
}

function merged(one: readonly Row[], other: readonly Row[]): readonly Row[] {
  const byKey = new Map(one.map((row) => [row.key, row]));
  for (const row of other) {
    const known = byKey.get(row.key);
    if (known === undefined || known.seq < row.seq) byKey.set(row.key, row);
  }
  const all = [...byKey.values()];
  return all.length <= MAX_ROWS ? all : all.sort(oldestFirst).slice(-MAX_ROWS);
}

const oldestFirst = (a: Row, b: Row): number =>
  a.started_at < b.started_at ? -1 : a.started_at > b.started_at ? 1 : a.key - b.key;
