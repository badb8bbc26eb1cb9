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
  if (typeof value === 'string') return cutText(value, length);
  return typeof value === 'object' ? value.map((item) => cutText(item, length)) : value;
}

/** Not between the two halves of a character: a half would be replaced when it is encoded. */
function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const isSplit = /[\ud800-\udbff]/.test(text[length - 1] ?? '') && /[\udc00-\udfff]/.test(text[length] ?? '');
  return text.slice(0, isSplit ? length - 1 : length);
}
