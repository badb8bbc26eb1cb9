/** Where the reader is, as signals; the browser's address has the same (address.ts). */
import { computed, signal } from '@preact/signals';
import { formatLocation, locationAfter, parseLocation, type Step } from './address.js';

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
