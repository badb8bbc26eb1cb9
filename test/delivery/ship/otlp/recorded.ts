/** Events as the worker reads them back from lines. */
import { type RecordedEvent, readEvent } from '../../../../src/delivery/ship/otlp/span/recorded-event.js';
import { eventOf } from '../../../support/event.js';

export function lineOf(over: Partial<RecordedEvent> = {}): Buffer {
  return Buffer.from(JSON.stringify({ ...eventOf(), ...over }));
}

export function recorded(over: Partial<RecordedEvent> = {}): RecordedEvent {
  const event = readEvent(lineOf(over));
  if (event === undefined) throw new Error('the line was not read');
  return event;
}
