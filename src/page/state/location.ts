/**
 * Where the reader is, kept in the address's fragment (`#/live?filter=tool:search&event=…`), so that every view can be
 * bookmarked, reloaded and shared. The server never sees it.
 */
import { computed, signal } from '@preact/signals';

export const VIEWS = ['live', 'sessions', 'tools', 'problems', 'charts'] as const;
export type View = (typeof VIEWS)[number];

export interface Location {
  readonly view: View;
  /** What the view shows in particular: a session's id, for example; empty for its list. */
  readonly id: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export function parseLocation(fragment: string): Location {
  const [path = '', query = ''] = splitOnce(fragment.replace(/^#/, ''), '?');
  const [, name = '', ...rest] = path.split('/');
  const view = VIEWS.find((known) => known === name) ?? 'live';
  return { view, id: decode(rest.join('/')), parameters: Object.fromEntries(new URLSearchParams(query)) };
}

export function formatLocation({ view, id, parameters }: Location): string {
  const kept = Object.entries(parameters).filter(([, value]) => value !== '');
  const query = new URLSearchParams(kept).toString();
  return `#/${view}${id === '' ? '' : `/${encodeURIComponent(id)}`}${query === '' ? '' : `?${query}`}`;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const current = signal(parseLocation(window.location.hash));
window.addEventListener('hashchange', () => {
  current.value = parseLocation(window.location.hash);
});

export const location = computed(() => current.value);
export const view = computed(() => current.value.view);
export const filter = computed(() => current.value.parameters['filter'] ?? '');
/** The event whose detail is open; empty for none. */
export const openEvent = computed(() => current.value.parameters['event'] ?? '');

export function parameter(name: string): string {
  return current.value.parameters[name] ?? '';
}

export interface Step {
  readonly view?: View;
  readonly id?: string;
  /** An empty value removes a parameter. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Where `step` leads from here. Parameters stay within a view; across views only the filter goes along. */
export function locationAfter(from: Location, step: Step): Location {
  const isSameView = step.view === undefined || step.view === from.view;
  const kept = isSameView ? from.parameters : { filter: from.parameters['filter'] ?? '' };
  return {
    view: step.view ?? from.view,
    id: step.id ?? (isSameView ? from.id : ''),
    parameters: { ...kept, ...step.parameters },
  };
}

export const linkTo = (step: Step): string => formatLocation(locationAfter(current.value, step));

/** `replace`: the browser's Back skips the place that is left. */
export function go(step: Step, options: { readonly replace?: boolean } = {}): void {
  const fragment = linkTo(step);
  if (fragment === window.location.hash) return;
  if (options.replace) window.history.replaceState(null, '', fragment);
  else window.history.pushState(null, '', fragment);
  current.value = parseLocation(fragment);
}

export const showEvent = (eventId: string, options?: { readonly replace?: boolean }): void =>
  go({ parameters: { event: eventId } }, options);

export const closeEvent = (): void => go({ parameters: { event: '', compare: '' } });
