/** `POST /v1/events`: answers as the cloud does, with the counts and up to ten faults. */
import { type Answer, failure, json } from '../http/answer.js';
import type { ByteBudget } from '../http/byte-budget.js';
import { readBody } from '../http/request-body.js';
import type { Handler } from '../http/router.js';
import type { Incoming } from '../store/incoming.js';
import { type Fault, parseBatch } from './parse-batch.js';

/** How many faults one answer lists. */
const FAULTS_LISTED = 10;

export interface ReceiveOptions {
  readonly budget: ByteBudget;
  readonly maxBodyBytes: number;
  /** Resolves when the events are safe: only then are they acknowledged. */
  readonly store: (events: readonly Incoming[]) => Promise<void>;
  readonly onFaults?: (faults: readonly Fault[]) => void;
}

export function receiveEvents({ budget, maxBodyBytes, store, onFaults }: ReceiveOptions): Handler {
  return async ({ request }) => {
    const share = budget.share();
    try {
      const body = await readBody(request, { type: 'application/json', maxBytes: maxBodyBytes, share });
      if (body.kind === 'refused') {
        return failure(body.status, body.code, body.reason, body.status === 503 ? { 'retry-after': '1' } : {});
      }
      const batch = parseBatch(body.bytes);
      if ('malformed' in batch) return failure(400, 'bad_body', batch.malformed);
      if (batch.faults.length > 0) onFaults?.(batch.faults);
      await store(batch.events);
      return counted(batch.events.length, batch.faults);
    } finally {
      share.release();
    }
  };
}

/** A duplicate counts as accepted: its sender need not send it again. */
export function counted(accepted: number, faults: readonly Fault[]): Answer {
  const counts = { accepted, rejected: faults.length };
  if (faults.length === 0) return json(202, counts);
  return json(accepted === 0 ? 400 : 202, { ...counts, faults: faults.slice(0, FAULTS_LISTED) });
}
