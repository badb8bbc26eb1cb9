/**
 * The address's fragment (`#/live?filter=tool:search&event=…`): the state of every view, so that it can be bookmarked,
 * reloaded and shared. The server never sees it.
 */

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
