/** Which index finds the rows of a search, and in which words the query must ask for it. */
import type { Term, TextField } from '../../../analysis/filter/filter.js';
import type { ScanRequest } from '../source.js';
import { type Condition, conditionOf } from './filter-sql.js';

/** Fields whose index is in the order of the start too, the most selective first. */
const INDEXED: readonly TextField[] = ['span', 'operation', 'session', 'run', 'problem', 'tool', 'name', 'status'];

/** Fewer rows than all problems. */
const FEW: ReadonlySet<TextField> = new Set(['span', 'operation', 'session', 'run', 'problem']);

export const ONLY: Readonly<Record<ScanRequest['only'], Condition>> = {
  all: { sql: 'TRUE', values: [] },
  top: { sql: 'nested = 0', values: [] },
  problems: { sql: 'problem_id IS NOT NULL', values: [] },
};

/** In the words of its partial index. */
const SLOW: Condition = { sql: 'duration_ms >= 1000', values: [] };
const SLOW_MS = 1000;
const FAILED: Condition = { sql: "status <> 'ok'", values: [] };

const isSlow = (term: Term) =>
  term.kind === 'number' && term.field === 'dur' && !term.not && term.range.from >= SLOW_MS;

export interface Indexed {
  readonly conditions: readonly Condition[];
  /** Conditions of partial indices, which are used only where the query repeats them. */
  readonly words: readonly Condition[];
  /** Partial indices that the database would not choose by itself. */
  readonly index: 'events_slow' | 'events_failed' | undefined;
}

/** The best term for an index, besides the times. */
export function indexable({ filter: { terms }, only }: ScanRequest): Indexed {
  const best = INDEXED.flatMap((field) =>
    terms.filter(
      (term) =>
        term.kind === 'field' &&
        term.field === field &&
        !term.not &&
        term.values.length === 1 &&
        term.values.every(({ kind, text: value }) => kind === 'exact' && value !== '' && value !== 'ok'),
    ),
  ).slice(0, 1);
  const words = only === 'problems' ? [ONLY.problems] : [];
  const isFew = best.some((term) => term.kind === 'field' && FEW.has(term.field));
  // Among problems, their own index has what other terms are about.
  const used = only === 'problems' && !isFew ? [] : best;
  const conditions = used.map((term) => conditionOf({ terms: [term] }));
  if (used.length === 0) {
    if (only === 'problems') return { conditions, words, index: 'events_failed' };
    if (terms.some(isSlow)) return { conditions, words: [SLOW], index: 'events_slow' };
  }
  const isByStatus = used.some((term) => term.kind === 'field' && term.field === 'status');
  return { conditions, words: isByStatus ? [...words, FAILED] : words, index: undefined };
}
