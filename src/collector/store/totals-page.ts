/** One page of sessions or problems. */
import type { TotalsPage, TotalsPosition } from './source.js';

/** In whole milliseconds, as cursors and the database have it. */
export function placeOf(id: string, { last_ms }: { readonly last_ms: number }): TotalsPosition {
  return { ms: Math.round(last_ms), id };
}

/** By their last event, newest first. */
export function totalsPage<T extends { readonly last_ms: number }>(
  totals: readonly T[],
  idOf: (totals: T) => string,
  after: TotalsPosition | undefined,
  limit: number,
): TotalsPage<T> {
  const compare = (a: TotalsPosition, b: TotalsPosition) => b.ms - a.ms || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const placed = totals
    .map((item) => ({ item, at: placeOf(idOf(item), item) }))
    .filter(({ at }) => after === undefined || compare(at, after) > 0)
    .sort((a, b) => compare(a.at, b.at));
  const shown = placed.slice(0, limit);
  return { items: shown.map(({ item }) => item), next: placed.length > limit ? shown.at(-1)?.at : undefined };
}
