/** event.schema.json, and the local endpoint's own check of events. */
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { eventFault } from '../src/collector/receive/event-shape.js';
import { eventOf } from './support/event.js';

const schema = JSON.parse(readFileSync('event.schema.json', 'utf8'));
const isValid = new Ajv().compile(schema);

describe('event.schema.json', () => {
  it('accepts an event', () => {
    expect(isValid(eventOf())).toBe(true);
  });

  it.each(Object.keys(eventOf()))('requires %s, and so does the local endpoint', (field) => {
    const { [field as 'event_id']: _, ...rest } = eventOf();
    expect(isValid(rest)).toBe(false);
    expect(eventFault(rest)).toMatch(new RegExp(`^${field}: `));
  });

  it.each([{ transport_type: '' }, { ended_at: null }])(
    'rejects %j, which the local endpoint accepts from other SDKs',
    (left) => {
      expect(isValid({ ...eventOf(), ...left })).toBe(false);
      expect(eventFault({ ...eventOf(), ...left })).toBeUndefined();
    },
  );

  it('has the same event types and transports as the local endpoint', () => {
    const { event_type, transport_type } = schema.properties;
    expect(event_type.enum).toHaveLength(8);
    expect(transport_type.enum).toHaveLength(5);
    for (const kind of event_type.enum) expect(eventFault(eventOf({ event_type: kind }))).toBeUndefined();
    for (const kind of transport_type.enum) expect(eventFault(eventOf({ transport_type: kind }))).toBeUndefined();
  });
});
