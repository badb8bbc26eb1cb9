/** Lists of `name=value`, as in OTEL_EXPORTER_OTLP_HEADERS and OTEL_RESOURCE_ATTRIBUTES. */

/**
 * Split at commas and at the first `=`, percent-decoded. One part that cannot be read makes the whole list `undefined`
 * (specification/resource/sdk.md: "in case of any error, … the entire environment variable value SHOULD be discarded").
 */
export function parsePairs(text: string): Readonly<Record<string, string>> | undefined {
  const pairs: [string, string][] = [];
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    const name = decode(part.slice(0, equals));
    const value = decode(part.slice(equals + 1));
    if (equals < 1 || !name || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  return Object.fromEntries(pairs);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Header names in lower case; `undefined` also for what HTTP does not allow. */
export function parseHeaders(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = parsePairs(text);
  if (pairs === undefined) return undefined;
  const entries = Object.entries(pairs);
  const isValid = entries.every(([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value));
  return isValid ? Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value])) : undefined;
}
