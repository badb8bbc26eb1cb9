/** How many events were captured, and how many of them are lost, by reason. */
import type { DropReason } from './model.js';

export interface Ledger {
  captured(): void;
  drop(reason: DropReason, count: number): void;
  readonly counts: LedgerCounts;
}

export interface LedgerCounts {
  readonly captured: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

export function createLedger(): Ledger {
  let captured = 0;
  const dropped: Partial<Record<DropReason, number>> = {};
  return {
    captured: () => {
      captured += 1;
    },
    drop: (reason, count) => {
      if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
    },
    get counts() {
      return { captured, dropped: { ...dropped } };
    },
  };
}
