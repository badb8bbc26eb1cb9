/**
 * `tracestate` as it may be sent (https://www.w3.org/TR/trace-context/#tracestate-header): a client can send anything under
 * this name, and a receiver that reads strictly would drop the state, or the span.
 */

const MOST_MEMBERS = 32;

const KEY = /^(?:[a-z][_0-9a-z\-*/]{0,255}|[a-z0-9][_0-9a-z\-*/]{0,240}@[a-z][_0-9a-z\-*/]{0,13})$/;
/** Printable ASCII without `,` and `=`, and without a space at the end. */
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;

/** The members that are valid, the first of each key; empty where there are none. The agent has limited the length. */
export function traceStateOf(text = ''): string {
  const members = new Map<string, string>();
  for (const part of text.split(',')) {
    const member = part.trim();
    const at = member.indexOf('=');
    const key = member.slice(0, at);
    if (at > 0 && KEY.test(key) && VALUE.test(member.slice(at + 1)) && !members.has(key)) members.set(key, member);
  }
  return [...members.values()].slice(0, MOST_MEMBERS).join(',');
}
