/** An event as a check reads it: its row, and what else arrived with it. */
import type { Problem } from '../problems/problem.js';
import type { CatalogueSeen } from '../rows/catalogue.js';
import type { Registered } from '../rows/registered.js';
import type { Row } from '../rows/row.js';

export interface Observed {
  readonly draft: Omit<Row, 'seq' | 'key'>;
  /** The event's JSON. */
  readonly text: string;
  readonly problem: Problem | null;
  readonly catalogue: CatalogueSeen | null;
  readonly registrations: readonly Registered[];
  readonly lost: Readonly<Record<string, number>> | null;
}
