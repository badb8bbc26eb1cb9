/** What became of the events of this process. */
import type { DropReason } from '../../model.js';

export type DropCounts = Readonly<Partial<Record<DropReason, number>>>;

/** `captured = delivered + waiting + dropped`, at all times. */
export interface DeliveryReport {
  readonly captured: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly dropped: DropCounts;
  /** Events of earlier processes that this one has taken care of; not part of the numbers above. */
  readonly adopted: { readonly delivered: number; readonly dropped: DropCounts };
}

export function describeReport({ captured, delivered, waiting, dropped }: DeliveryReport): string {
  const losses = Object.entries(dropped).map(([reason, count]) => `, ${count} ${reason}`);
  return `captured ${captured} = delivered ${delivered}, waiting ${waiting}${losses.join('')}`;
}
