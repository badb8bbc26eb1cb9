/**
 * What the conventions have no attribute for: the event's own attributes under mcpwatch's names, numbers as numbers, and
 * who the client is.
 */
import type { AttributeValue } from '../encode/messages.js';
import type { RecordedEvent } from './recorded-event.js';
import { TRACE_ATTRIBUTES } from './trace-attributes.js';

/** Of the event's attributes, those that begin with one of these; the others are in the conventions' table. */
const PREFIXES = ['mcpwatch.', 'mcp.task.', 'user_agent.', 'enduser.', 'user.'];
const NUMERIC = /(?:\.bytes|_ms|[._]count|[._]rate)$/;
/** Told by the span's kind. */
const DIRECTION = 'mcpwatch.direction';
/** Text of the host or the client. */
const PAYLOAD = 'mcpwatch.error.data';

export function ownAttributes(event: RecordedEvent, hasPayloads: boolean): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, text] of Object.entries(event.attributes)) {
    if (!PREFIXES.some((prefix) => name.startsWith(prefix))) continue;
    if (name === DIRECTION || TRACE_ATTRIBUTES.has(name) || (name === PAYLOAD && !hasPayloads)) continue;
    attributes[name] = NUMERIC.test(name) ? numberOr(text) : text;
  }
  put(attributes, 'mcpwatch.client.name', event.client_name);
  put(attributes, 'mcpwatch.client.version', event.client_version);
  return attributes;
}

function put(attributes: Record<string, AttributeValue>, name: string, value: string): void {
  if (value !== '') attributes[name] = value;
}

function numberOr(text: string): AttributeValue {
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : text;
}
