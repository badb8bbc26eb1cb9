/** From an open call to its record: sample, redact, limit, write, as for its event. */
import type { BegunCall, McpWatchEvent, OpenCalls, PayloadMode } from '../../model.js';
import type { Sampler, Verdict } from './policy/sampler.js';
import type { CallRecordWriter, RecordStyle } from './writer/call-record-writer.js';

/** Keeps the records of open calls, each to be reported if the process dies. */
export interface CallRecords {
  /** `record` is one line; the buffer is reused. */
  begin(spanId: string, record: Buffer): void;
  /** The call has ended, and there is no line that says so. */
  end(spanId: string): void;
}

export interface OpenCallsOptions {
  readonly sample: Sampler;
  readonly modeOf: (like: McpWatchEvent) => PayloadMode;
  readonly extraOf: (verdict: Verdict) => RecordStyle['extra'];
  readonly writer: CallRecordWriter;
  /** Removes what must not be on disk. */
  readonly clean: (record: Buffer) => Buffer;
  readonly records: CallRecords;
}

export function createOpenCalls({ sample, modeOf, extraOf, writer, clean, records }: OpenCallsOptions): OpenCalls {
  const extras = new Map<Verdict, RecordStyle['extra']>();

  /** The same object for the same verdict. */
  function sameExtra(verdict: Verdict): RecordStyle['extra'] {
    if (!extras.has(verdict)) extras.set(verdict, extraOf(verdict));
    return extras.get(verdict);
  }

  return {
    begun(call: BegunCall) {
      try {
        const verdict = sample(call.like);
        if (verdict === 'dropped') return;
        const style = { mode: modeOf(call.like), extra: sameExtra(verdict) };
        writer.write(call, style, (record) => records.begin(call.spanId, clean(record)));
      } catch {
        // Only its death would go unseen; the call itself is an event as usual.
      }
    },
    endedSilently: (spanId) => records.end(spanId),
  };
}
