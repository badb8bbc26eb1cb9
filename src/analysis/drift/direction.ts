/**
 * Who has to live with a schema. What a server accepts (`inputSchema`) may grow and must not shrink; what it answers
 * (`outputSchema`) may shrink and must not grow.
 */
import type { DriftClass } from './change.js';

export type Direction = 'input' | 'output';

/** The class of a change after which a schema allows fewer values. */
export const narrowed = (direction: Direction): DriftClass => (direction === 'input' ? 'breaking' : 'additive');

/** The class of a change after which a schema allows more values. */
export const widened = (direction: Direction): DriftClass => (direction === 'input' ? 'loosened' : 'breaking');
