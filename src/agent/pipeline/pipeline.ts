import type { Settings } from '../../config.js';
import type { Ledger } from '../../diagnostics.js';
import type { EventSink, McpWatchEvent } from '../../model.js';
import { randomUnit } from '../../random.js';
import { payloadModeOf } from './policy/payload-policy.js';
import { createSampler, sampleAttributes } from './policy/sampler.js';
import { createOwnKey, NO_SECRETS } from './secrets/api-key-guard.js';
import { createKeyTable, createNameCleaner } from './secrets/key-table.js';
import { createSecretText } from './secrets/secret-value.js';
import { createKeyClassifier, type KeyClassifier } from './secrets/sensitive-key.js';
import { createEventLineWriter } from './writer/event-line.js';
import { createPayloadWriter } from './writer/payload-writer.js';
import { WrittenPayload } from './writer/written-payload.js';

export type PipelineSettings = Pick<
  Settings,
  'apiKey' | 'sampleRate' | 'sampleKeep' | 'payloads' | 'redact' | 'maxPayloadBytes'
>;

export interface PipelineOptions {
  readonly settings: PipelineSettings;
  /** Gets one line of JSON with its line break, in UTF-8; after the call its bytes are others. */
  readonly append: (line: Buffer) => void;
  /** Every event is captured, and then appended or dropped as `sampled` or `capture_error`. */
  readonly ledger: Ledger;
  /** From 0 up to 1, as `Math.random`. */
  readonly random?: () => number;
}

/** Sample, redact, bound, write: from event to line. */
export function createPipeline({ settings, append, ledger, random = randomUnit }: PipelineOptions): EventSink {
  const sample = createSampler(settings.sampleRate, settings.sampleKeep, random);
  const ownKey = createOwnKey(settings.apiKey);
  const writer = createEventLineWriter(createWriter(settings), settings.maxPayloadBytes);

  function emit(event: McpWatchEvent): void {
    ledger.captured();
    try {
      const verdict = sample(event);
      if (verdict === 'dropped') {
        ledger.drop('sampled', 1);
        return;
      }
      const mode = payloadModeOf(event, settings.payloads);
      const extra = sampleAttributes(verdict, settings.sampleRate);
      writer.write(event, mode, extra, (line) => append(ownKey.strike(line)));
    } catch {
      ledger.drop('capture_error', 1);
    }
  }

  const snapshot: EventSink['snapshot'] = (of, params) => {
    try {
      return writer.payload(params, payloadModeOf(of, settings.payloads));
    } catch {
      return UNREADABLE;
    }
  };

  return { emit, snapshot };
}

/** As the writer says it of a part; made ahead, since the stack may be full when it is needed. */
const UNREADABLE = new WrittenPayload('"[unreadable]"');

const ALL_PLAIN: KeyClassifier = () => 'plain';

function createWriter({ apiKey, redact }: PipelineSettings) {
  const extraKeys = redact.kind === 'on' ? redact.extraKeys : [];
  const classify = redact.kind === 'on' ? createKeyClassifier(extraKeys) : ALL_PLAIN;
  const secrets = redact.kind === 'on' ? createSecretText(classify, extraKeys) : NO_SECRETS;
  const guarded = createOwnKey(apiKey).guard(secrets);
  return createPayloadWriter(createKeyTable(classify, createNameCleaner(guarded)), guarded);
}
