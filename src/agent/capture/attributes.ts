/** The attributes of events. Most calls of a session have the same ones, so objects are shared where nothing is added. */

export type Attributes = Readonly<Record<string, string>>;

export const NOTHING: Attributes = {};

/** Those of `first` and of all the others, of which most are nothing: then no object is made (#14). */
export function joined(first: Attributes, second: Attributes, third: Attributes = NOTHING): Attributes {
  if (second === NOTHING && third === NOTHING) return first;
  return { ...first, ...second, ...third };
}
