/** From event to line: sample, redact, limit, write. */
import { TRACE_ATTRIBUTE } from '../../config/otlp/trace-attribute.js';
import type { Settings } from '../../config/parse-config.js';
import { genuinely } from '../../genuine/genuinely.js';
import type { Ledger } from '../../ledger.js';
import type { Audience, EventSink, McpWatchEvent, OpenCalls, Snapshot } from '../../model.js';
import { randomUnit } from '../../random.js';
import { type CallRecords, createOpenCalls } from './open-calls.js';
import { payloadModeOf } from './policy/payload-policy.js';
import { createSampler, sampleAttributes } from './policy/sampler.js';
import { type ApiKeyGuard, createApiKeyGuard, NO_SECRETS } from './secrets/api-key-guard.js';
import { createSecretText } from './secrets/secret-text.js';
import { createSensitiveNames } from './secrets/sensitive-key.js';
import type { SensitiveNames } from './secrets/sensitivity.js';
import { createCallRecordWriter } from './writer/call-record-writer.js';
import { createEventLineWriter } from './writer/event-line.js';
import { createKeyTable, createNameCleaner } from './writer/key-table.js';
import { createPayloadWriter } from './writer/payload-writer.js';
import { WrittenPayload } from './writer/written-payload.js';

export type PipelineSettings = Pick<
  Settings,
  'apiKey' | 'sampleRate' | 'sampleKeep' | 'payloads' | 'redact' | 'maxPayloadBytes'
>;

export interface PipelineOptions {
  readonly settings: PipelineSettings;
  /**
   * Receives one line of JSON in UTF-8 with its line break, and the span whose end its event is. The buffer is reused; copy
   * it to keep it.
   */
  readonly append: (line: Buffer, spanId: string, audience: Audience) => void;
  /** Receives what sampling leaves out, without payloads, marked as not sampled: metrics count it. */
  readonly appendSampledOut?: ((line: Buffer) => void) | undefined;
  /** Keeps the records of open calls; by default they are not kept. */
  readonly records?: CallRecords;
  /** Counts every event as captured, and those not appended as `sampled` or `capture_error`. */
  readonly ledger: Ledger;
  /** The ledger of events that not every destination takes; the same by default. */
  readonly ledgerOf?: (audience: Audience) => Ledger;
  /** From 0 up to, but not including, 1; as `Math.random`. */
  readonly random?: () => number;
}

const NO_RECORDS: CallRecords = { begin: () => {}, end: () => {} };
/** What happens now is not the end of anything. */
const NO_SPAN = '';

const NOT_SAMPLED = { [TRACE_ATTRIBUTE.flags]: '00' };

export function createPipeline(options: PipelineOptions): EventSink & OpenCalls {
  const { settings, append, appendSampledOut, ledger: mainLedger, records = NO_RECORDS, random = randomUnit } = options;
  const ledgerOf = options.ledgerOf ?? (() => mainLedger);
  const sample = createSampler(settings.sampleRate, settings.sampleKeep, random);
  const apiKey = createApiKeyGuard(settings.apiKey);
  const payloads = createWriter(settings, apiKey);
  const writer = createEventLineWriter(payloads, settings.maxPayloadBytes);

  function emit(event: McpWatchEvent, audience: Audience = 'everyone'): void {
    const ledger = ledgerOf(audience);
    ledger.captured();
    try {
      const verdict = sample(event);
      if (verdict === 'dropped') {
        ledger.drop('sampled', 1);
        if (appendSampledOut !== undefined) {
          writer.write(event, 'off', NOT_SAMPLED, (line) => appendSampledOut(apiKey.remove(line)));
        }
        records.end(event.span_id);
        return;
      }
      const mode = payloadModeOf(event, settings.payloads);
      const extra = sampleAttributes(verdict, settings.sampleRate);
      const ended = audience === 'live' ? NO_SPAN : event.span_id;
      writer.write(event, mode, extra, (line) => append(apiKey.remove(line), ended, audience));
    } catch {
      ledger.drop('capture_error', 1);
      if (event) records.end(event.span_id);
    }
  }

  const snapshot: EventSink['snapshot'] = (of, params) => {
    try {
      return snapshotOf(writer.payload(params, payloadModeOf(of, settings.payloads)));
    } catch {
      return snapshotOf(UNREADABLE);
    }
  };

  const openCalls = createOpenCalls({
    sample,
    modeOf: (like) => payloadModeOf(like, settings.payloads),
    extraOf: (verdict) => sampleAttributes(verdict, settings.sampleRate),
    writer: createCallRecordWriter(payloads, writer),
    clean: (record) => apiKey.remove(record),
    records,
  });
  return {
    emit: (event, audience) => genuinely(() => emit(event, audience)),
    snapshot: (of, params) => genuinely(() => snapshot(of, params)),
    begun: (call) => genuinely(() => openCalls.begun(call)),
    endedSilently: (spanId) => genuinely(() => openCalls.endedSilently(spanId)),
  };
}

/** Made in advance: when it is needed, the stack may be full. */
const UNREADABLE = new WrittenPayload('"[unreadable]"', 0, true);

const snapshotOf = (value: WrittenPayload): Snapshot => ({ value, json: value.json });

const NO_NAMES: SensitiveNames = { classify: () => 'plain', stems: [], areExtended: false };

function createWriter({ redact }: PipelineSettings, apiKey: ApiKeyGuard) {
  const extraKeys = redact.kind === 'on' ? redact.extraKeys : [];
  const names = redact.kind === 'on' ? createSensitiveNames(extraKeys) : NO_NAMES;
  const secrets = redact.kind === 'on' ? createSecretText(names) : NO_SECRETS;
  const guarded = apiKey.guard(secrets);
  return createPayloadWriter(createKeyTable(names.classify, createNameCleaner(guarded)), guarded);
}
