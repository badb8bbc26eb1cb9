/** Writes the record of a call that has begun: see src/call-record.ts. */
import { formatRecord, MAX_RECORD_BYTES } from '../../../call-record.js';
import type { BegunCall, McpWatchEvent, PayloadMode } from '../../../model.js';
import type { EventLineWriter } from './event-line.js';
import type { PayloadWriter } from './payload-writer.js';
import { WrittenPayload } from './written-payload.js';

/** The attribute that the event of the call has it in. */
const REQUEST_ID = 'jsonrpc.request.id';

type Extra = Readonly<Record<string, string>> | undefined;

/** How the call would be reported: the mode of its payloads, and attributes to add, always the same object for the same ones. */
export interface RecordStyle {
  readonly mode: PayloadMode;
  readonly extra: Extra;
}

export interface CallRecordWriter {
  /** Passes the record with its line break to `use`, unless it is too long even without its params. */
  write(call: BegunCall, style: RecordStyle, use: (record: Buffer) => void): void;
}

export function createCallRecordWriter(writer: PayloadWriter, events: EventLineWriter): CallRecordWriter {
  const likes = new WeakMap<McpWatchEvent, { readonly extra: Extra; readonly json: string }>();

  /** Written once for calls that are alike: a tenth of the time of an event (#10). */
  function jsonOf(like: McpWatchEvent, { mode, extra }: RecordStyle): string {
    const known = likes.get(like);
    if (known !== undefined && known.extra === extra) return known.json;
    let json = '';
    events.write(like, mode, extra, (line) => {
      json = line.toString('utf8', 0, line.length - 1);
    });
    likes.set(like, { extra, json });
    return json;
  }

  function idOf(id: BegunCall['requestId'], mode: PayloadMode): string {
    return typeof id === 'string' ? events.attribute(REQUEST_ID, id, mode) : String(id ?? null);
  }

  return {
    write(call, style, use) {
      const like = jsonOf(call.like, style);
      const params = WrittenPayload.of(call.params)?.json ?? 'null';
      const requestId = idOf(call.requestId, style.mode);
      const whole = params.length < MAX_RECORD_BYTES ? formatRecord(call, { requestId, params, like }) : '';
      const text = fits(whole) ? whole : formatRecord(call, { requestId, params: cutMark(params), like });
      if (fits(text)) writer.write((line) => line.json(text), use);
    },
  };
}

const cutMark = (json: string): string => `"[cut: ${Buffer.byteLength(json)} bytes]"`;

function fits(text: string): boolean {
  return text !== '' && (text.length * 3 <= MAX_RECORD_BYTES || Buffer.byteLength(text) <= MAX_RECORD_BYTES);
}
