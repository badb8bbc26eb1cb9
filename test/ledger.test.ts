/** The count of captured and lost events. */
import { describe, expect, it } from 'vitest';
import { createLedger } from '../src/ledger.js';

describe('the ledger', () => {
  it('counts what was captured, and what was lost by reason', () => {
    const ledger = createLedger();

    for (let at = 0; at < 5; at += 1) ledger.captured();
    ledger.drop('sampled', 2);
    ledger.drop('sampled', 1);
    ledger.drop('rejected', 1);
    ledger.drop('expired', 0);

    expect(ledger.counts).toEqual({ captured: 5, dropped: { sampled: 3, rejected: 1 } });
  });
});
