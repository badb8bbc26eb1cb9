/** OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT and OTEL_ATTRIBUTE_COUNT_LIMIT (specification/common/README.md, "Attribute limits"). */
import type { AttributeLimits } from '../../../../config/otlp/otlp-settings.js';
import type { Attributes, AttributeValue } from '../encode/messages.js';

export interface LimitedAttributes {
  readonly attributes: Attributes;
  readonly dropped: number;
}

export function limitAttributes(attributes: Attributes, { count, valueLength }: AttributeLimits): LimitedAttributes {
  const entries = Object.entries(attributes);
  if (entries.length <= count && valueLength === Number.POSITIVE_INFINITY) return { attributes, dropped: 0 };
  const kept = entries.slice(0, count).map(([name, value]) => [name, cut(value, valueLength)]);
  return { attributes: Object.fromEntries(kept), dropped: entries.length - kept.length };
}

function cut(value: AttributeValue, length: number): AttributeValue {
  if (typeof value === 'string') return value.length > length ? value.slice(0, length) : value;
  return typeof value === 'object' ? value.map((item) => item.slice(0, length)) : value;
}
