/** Keys of a list of rows: the detail follows the row. */
import { closeEvent, showEvent } from '../../state/location.js';

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 };

function targetOf(key: string, active: number, last: number): number | undefined {
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key === 'Enter') return Math.max(0, active);
  const step = STEPS[key];
  return step === undefined ? undefined : Math.min(Math.max(active + step, 0), last);
}

/** `ids`: the events in the order of the list. */
export function onRowKey(event: KeyboardEvent, ids: readonly string[], active: number): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    closeEvent();
    return;
  }
  const target = targetOf(event.key, active, ids.length - 1);
  const id = target === undefined ? undefined : ids[target];
  if (id === undefined) return;
  event.preventDefault();
  showEvent(id, { replace: active >= 0 });
}
