/** Everything that happens, newest first or last; follows while the reader is at the newest row and not reading. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useCallback, useEffect, useRef } from 'preact/hooks';
import { VirtualList } from '../../components/virtual-list.js';
import { addToFilter } from '../../state/filter-text.js';
import { goToMarked, isMarked } from '../../state/highlight.js';
import { onShortcut } from '../../state/keyboard.js';
import {
  expandedRows,
  hasOlder,
  isPaused,
  isReading,
  listStatus,
  loadOlder,
  placedRows,
  showWithheld,
  withheldCount,
} from '../../state/live-list.js';
import { filter, openEvent, showEvent } from '../../state/location.js';
import { newestAt } from '../../state/preferences.js';
import { collector } from '../../state/stream.js';
import { Failure } from '../empty/failure.js';
import { FirstSteps } from '../empty/first-steps.js';
import { NoMatch } from '../empty/no-match.js';
import { COLUMNS, HeaderRow, RowCells } from './columns.js';
import { useRowHeight } from './row-height.js';
import { onRowKey } from './row-keys.js';

/** So close to the edge of the list the reader counts as being there. */
const EDGE_PX = 24;

export function LiveView() {
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEdge = useSignal(true);
  const isPointing = usePointing(scroller);
  const rowHeight = useRowHeight();
  const isNewestLast = newestAt.value === 'bottom';
  const rows = placedRows.value;
  const active = rows.findIndex(({ row }) => row.event_id === openEvent.value);

  useSignalEffect(() => {
    isReading.value = !isAtEdge.value || isPointing.value;
  });
  useEffect(() => {
    const stops = [onShortcut('n', () => goToMarked(1)), onShortcut('N', () => goToMarked(-1))];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  useStayAtEdge(scroller, isNewestLast && isAtEdge.value, rows.length);

  const onScroll = useCallback(
    (fromTop: number, fromBottom: number) => {
      isAtEdge.value = (isNewestLast ? fromBottom : fromTop) < EDGE_PX;
      const toOldest = isNewestLast ? fromTop : fromBottom;
      if (toOldest < rowHeight * 20) void loadOlder();
    },
    [isNewestLast, isAtEdge, rowHeight],
  );

  function toEdge() {
    showWithheld();
    scroller.current?.scrollTo({ top: isNewestLast ? scroller.current.scrollHeight : 0 });
    isAtEdge.value = true;
  }

  const status = listStatus.value;
  if (status.status === 'failed') return <Failure message={status.message} />;
  if (rows.length === 0 && status.status === 'ready') return <Nothing />;
  return (
    <section class="live" aria-label="Live events" onClick={onClick}>
      <div class="live-list">
        <VirtualList
          label="Events"
          count={rows.length}
          rowHeight={rowHeight}
          active={active}
          columns={COLUMNS.length}
          header={<HeaderRow />}
          rowClass={(index) => (rows[index] !== undefined && isMarked(rows[index].row) ? 'marked' : '')}
          renderRow={(index) => {
            const placed = rows[index];
            return placed === undefined ? null : <RowCells placed={placed} />;
          }}
          onScroll={onScroll}
          scroller={scroller}
          onKeyDown={(event) =>
            onRowKey(
              event,
              rows.map(({ row }) => row.event_id),
              active,
            )
          }
        />
        <NewRows onShow={toEdge} isAtBottom={isNewestLast} />
      </div>
      {!hasOlder.value && rows.length > 0 && <span class="sr-only">End of the list</span>}
    </section>
  );
}

/** A click on a value filters by it; a click elsewhere in a row opens it. */
function onClick(event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const term = event.target.closest<HTMLElement>('[data-term]')?.dataset['term'];
  if (term !== undefined) {
    addToFilter(term);
    return;
  }
  const index = event.target.closest<HTMLElement>('[data-index]')?.dataset['index'];
  if (index === undefined) return;
  const placed = placedRows.peek()[Number(index)];
  if (placed === undefined) return;
  if (placed.repeats > 1) expandedRows.value = new Set([...expandedRows.peek(), placed.row.key]);
  else showEvent(placed.row.event_id);
}

function NewRows({ onShow, isAtBottom }: { readonly onShow: () => void; readonly isAtBottom: boolean }) {
  const count = withheldCount.value;
  if (count === 0) return null;
  const text = isPaused.value ? `Paused · ${count} new` : `${count} new`;
  return (
    <button type="button" class={isAtBottom ? 'pill pill-bottom' : 'pill'} onClick={onShow}>
      {text}
    </button>
  );
}

function Nothing() {
  const hasEvents = (collector.value?.counts.events ?? 0) > 0;
  return hasEvents || filter.value !== '' ? <NoMatch /> : <FirstSteps />;
}

/** True from the moment that the pointer moves over the list until it leaves: rows do not change places under it. */
function usePointing(scroller: { readonly current: HTMLElement | null }) {
  const isPointing = useSignal(false);
  useEffect(() => {
    const left = () => {
      isPointing.value = false;
    };
    const moved = (event: PointerEvent) => {
      if (event.pointerType !== 'mouse') return;
      isPointing.value = true;
    };
    // The button that lets new rows in is part of it: on the way there, the rows must not come by themselves.
    const element = scroller.current?.closest<HTMLElement>('.live-list');
    element?.addEventListener('pointermove', moved);
    element?.addEventListener('pointerleave', left);
    return () => {
      element?.removeEventListener('pointermove', moved);
      element?.removeEventListener('pointerleave', left);
    };
  });
  return isPointing;
}

function useStayAtEdge(scroller: { readonly current: HTMLElement | null }, isWanted: boolean, count: number): void {
  useEffect(() => {
    if (isWanted) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [isWanted, count]);
}
