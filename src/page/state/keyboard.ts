/** Keys that work everywhere in the page; lists have their own beside these. */
import { signal } from '@preact/signals';
import { VIEWS } from './address.js';
import { isPaused } from './live-list.js';
import { closeEvent, go, openEvent } from './location.js';

export const isHelpOpen = signal(false);

export interface Shortcut {
  readonly keys: string;
  readonly does: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: '/  ↓', does: 'Go to the filter, list its keys' },
  { keys: 'j  k  ↓  ↑', does: 'Next and previous row' },
  { keys: 'Enter', does: 'Open the row' },
  { keys: 'Esc', does: 'Close the detail, leave the filter' },
  { keys: 'f', does: 'Filter by the tool of the open call' },
  { keys: 'n  N', does: 'Next and previous highlighted row' },
  { keys: 'p', does: 'Pause and go on' },
  { keys: 'y', does: 'Copy the open call as JSON' },
  { keys: '+  -  ←  →  0', does: 'Zoom and move the timeline, show all of it' },
  { keys: '1 … 5', does: 'Change the view' },
  { keys: '?', does: 'This list' },
];

/** What a part of the page does with a key while it is shown. */
const handlers = new Map<string, () => void>();

/** Answers how to stop. */
export function onShortcut(key: string, handler: () => void): () => void {
  handlers.set(key, handler);
  return () => {
    if (handlers.get(key) === handler) handlers.delete(key);
  };
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Lists handle these themselves when they have the focus; otherwise the list in view gets it first. */
const LIST_KEYS = new Set(['j', 'k', 'Enter']);

const ACTIONS: Readonly<Record<string, () => void>> = {
  '/': () => document.querySelector<HTMLInputElement>('#filter')?.focus(),
  '?': () => {
    isHelpOpen.value = true;
  },
  p: () => {
    isPaused.value = !isPaused.value;
  },
};

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const action = handlers.get(event.key) ?? ACTIONS[event.key] ?? viewAction(event.key);
  if (action !== undefined) {
    event.preventDefault();
    action();
    return;
  }
  if (event.key === 'Escape' && openEvent.peek() !== '') closeEvent();
  if (LIST_KEYS.has(event.key)) toList(event);
}

function viewAction(key: string): (() => void) | undefined {
  const wanted = VIEWS[Number(key) - 1];
  return wanted === undefined ? undefined : () => go({ view: wanted });
}

/** Gives the focus to the view's list, and the key to it. */
function toList(event: KeyboardEvent): void {
  const list = document.querySelector<HTMLElement>('main [role="grid"]');
  if (list === null || list.contains(document.activeElement)) return;
  const isOnControl = document.activeElement?.matches('button, a, summary') === true;
  if (event.key === 'Enter' && isOnControl) return;
  list.focus();
  list.dispatchEvent(new KeyboardEvent('keydown', { key: event.key, bubbles: false }));
}

export function startKeyboard(): void {
  document.addEventListener('keydown', onKey);
}
