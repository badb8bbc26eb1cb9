/** What the page remembers of its reader, in this browser only. */
import { computed, effect, type Signal, signal } from '@preact/signals';

/** A value that survives a reload; `isValid` guards against what an older version has left. */
function remembered<T>(name: string, initial: T, isValid: (value: unknown) => value is T): Signal<T> {
  const key = `mcpwatch.${name}`;
  const value = signal(read(key, initial, isValid));
  effect(() => {
    try {
      window.localStorage.setItem(key, JSON.stringify(value.value));
    } catch {
      // Storage may be switched off or full: the page works without a memory.
    }
  });
  return value;
}

function read<T>(key: string, initial: T, isValid: (value: unknown) => value is T): T {
  try {
    const found: unknown = JSON.parse(window.localStorage.getItem(key) ?? 'null');
    return isValid(found) ? found : initial;
  } catch {
    return initial;
  }
}

const oneOf =
  <T extends string>(...words: readonly T[]) =>
  (value: unknown): value is T =>
    words.some((word) => word === value);

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = remembered<Theme>('theme', 'system', oneOf(...THEMES));
/** Which end of the live list has the newest row. */
export const newestAt = remembered<'top' | 'bottom'>('newest', 'top', oneOf('top', 'bottom'));
/** Width of the detail beside the list, in percent of the window. */
export const detailWidth = remembered<number>(
  'detail-width',
  42,
  (value): value is number => typeof value === 'number' && value >= 20 && value <= 80,
);
/** Sections of a call's detail that are closed. */
export const closedSections = remembered<readonly string[]>(
  'closed-sections',
  ['attributes'],
  (value): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string'),
);
export const jsonView = remembered<'tree' | 'text'>('json-view', 'tree', oneOf('tree', 'text'));

/** What the system prefers; `theme` may say otherwise. */
const SYSTEM_DARK = window.matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(SYSTEM_DARK.matches);
SYSTEM_DARK.addEventListener('change', ({ matches }) => {
  isSystemDark.value = matches;
});

/** The colours in use: the style sheet has each of the two once. */
export const colours = computed<'light' | 'dark'>(() =>
  theme.value === 'system' ? (isSystemDark.value ? 'dark' : 'light') : theme.value,
);

effect(() => {
  document.documentElement.dataset['theme'] = colours.value;
});
