/**
 * What each event comes to, worked out when its line is seen first, which is while it waits for others: at the end of a
 * process there is no time for it (`npm run bench:exit`, #12).
 */
import type { OtlpSettings } from '../../../../config/otlp/otlp-settings.js';
import type { PayloadMode } from '../../../../model.js';
import type { Span } from '../encode/messages.js';
import { type Measurement, measure } from '../metrics/measure.js';
import type { Resources, Source } from '../resource/resources.js';
import { type RecordedEvent, readEvent } from '../span/recorded-event.js';
import { toSpan } from '../span/to-span.js';

export interface PreparedEvent {
  readonly event: RecordedEvent;
  readonly source: Source;
  readonly span: Span | undefined;
  readonly measurement: Measurement | undefined;
}

export interface PreparedEventsOptions {
  readonly settings: Pick<OtlpSettings, 'traces' | 'metrics' | 'limits' | 'sampler'>;
  readonly payloads: PayloadMode;
  readonly resources: Resources;
}

export class PreparedEvents {
  readonly #options: PreparedEventsOptions;
  /** By line. */
  readonly #known = new WeakMap<Uint8Array, PreparedEvent>();

  constructor(options: PreparedEventsOptions) {
    this.#options = options;
  }

  /** `undefined` for a line that is not an event. */
  of(line: Uint8Array): PreparedEvent | undefined {
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const event = readEvent(line);
    if (event === undefined) return undefined;
    const prepared = this.#prepare(event);
    this.#known.set(line, prepared);
    return prepared;
  }

  #prepare(event: RecordedEvent): PreparedEvent {
    const { settings, payloads, resources } = this.#options;
    const { traces, metrics, limits, sampler } = settings;
    return {
      event,
      source: resources.of(event),
      span: traces === undefined ? undefined : toSpan(event, { payloads, limits, sampler }),
      measurement: metrics === undefined ? undefined : measure(event, sampler),
    };
  }
}
