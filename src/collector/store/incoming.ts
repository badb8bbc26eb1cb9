/** An event on its way into the store: its row, its text, and what else was read out of it on arrival. */
import type { Problem } from '../../analysis/problems/problem.js';
import type { CatalogueSeen } from '../../analysis/rows/catalogue.js';
import type { Registered } from '../../analysis/rows/registered.js';
import type { Row } from '../../analysis/rows/row.js';

export interface Incoming {
  readonly draft: RowDraft;
  /** The event's JSON as it was received. */
  readonly text: string;
  readonly problem: Problem | null;
  readonly catalogue: CatalogueSeen | null;
  /** Where what is called or listed was registered. */
  readonly registrations: readonly Registered[];
  /** Events that its sender has lost, by reason. */
  readonly lost: Readonly<Record<string, number>> | null;
}

/** A row that has no place in a store yet. */
export type RowDraft = Omit<Row, 'seq' | 'key'>;
