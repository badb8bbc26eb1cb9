/** The closed segments of this process that wait: limited in number and size, the oldest is dropped first. */
import type { SpoolLimits } from '../format/spool-limits.js';
import type { Claims } from './claims.js';

export interface Extent {
  readonly sequence: number;
  readonly events: number;
  readonly bytes: number;
}

export class SealedSegments {
  readonly #claims: Claims;
  readonly #limits: SpoolLimits;
  readonly #drop: (segment: Extent) => void;
  #sealed: readonly Extent[] = [];

  /** `drop` deletes a segment that this side has taken. */
  constructor(claims: Claims, limits: SpoolLimits, drop: (segment: Extent) => void) {
    this.#claims = claims;
    this.#limits = limits;
    this.#drop = drop;
  }

  add(segment: Extent): void {
    this.#sealed = [...this.#sealed, segment];
  }

  /** Makes room for one more segment in addition to the one that the reader may hold. */
  makeRoom(): void {
    this.#sealed = this.#sealed.filter(({ sequence }) => sequence >= this.#claims.head);
    while (this.#isFull()) {
      const taken = this.#claims.takeToDrop();
      if (taken === undefined) return;
      this.#drop(this.#sealed.find(({ sequence }) => sequence === taken) ?? { sequence: taken, events: 0, bytes: 0 });
      this.#sealed = this.#sealed.filter(({ sequence }) => sequence > taken);
    }
  }

  #isFull(): boolean {
    const { segmentBytes, segmentEvents, bytes, events } = this.#limits;
    const total = (key: 'bytes' | 'events') => this.#sealed.reduce((sum, segment) => sum + segment[key], 0);
    return total('bytes') + 2 * segmentBytes > bytes || total('events') + 2 * segmentEvents > events;
  }
}
