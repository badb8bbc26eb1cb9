/** Highlighting: the filter's language, for rows that are marked where they are instead of shown alone. */
import { computed, signal } from '@preact/signals';
import type { Row } from '../api/types.js';
import { placedRows } from './live-list.js';
import { filter, go, openEvent, parameter, showEvent } from './location.js';
import { rowMatcher } from './row-matcher.js';

const mark = computed(() => parameter('mark'));

/** Whether the input above the views highlights; otherwise it filters. */
export const isHighlighting = signal(mark.peek() !== '');

/** What the input holds. */
export const inputText = computed(() => (isHighlighting.value ? mark.value : filter.value));

export const setInputText = (text: string): void =>
  go({ parameters: isHighlighting.peek() ? { mark: text } : { filter: text } });

/** The same text, used the other way. */
export function toggleHighlighting(): void {
  const text = inputText.peek();
  isHighlighting.value = !isHighlighting.peek();
  go({ parameters: isHighlighting.peek() ? { mark: text, filter: '' } : { mark: '', filter: text } });
}

const matches = computed(() => (mark.value === '' ? () => false : rowMatcher(mark.value)));

export const isMarked = (row: Row): boolean => matches.value(row);

export const markedCount = computed(() =>
  mark.value === '' ? 0 : placedRows.value.filter(({ row }) => isMarked(row)).length,
);

/** Opens the next marked row, or the one before. */
export function goToMarked(step: 1 | -1): void {
  const rows = placedRows.peek();
  const at = rows.findIndex(({ row }) => row.event_id === openEvent.peek());
  for (let index = at < 0 && step < 0 ? rows.length - 1 : at + step; index >= 0 && index < rows.length; index += step) {
    const placed = rows[index];
    if (placed !== undefined && isMarked(placed.row)) {
      showEvent(placed.row.event_id, { replace: true });
      return;
    }
  }
}
