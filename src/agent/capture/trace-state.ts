/**
 * `tracestate` as it may be passed on (https://www.w3.org/TR/trace-context/#tracestate-header): a client can send anything
 * under this name, and a receiver that reads strictly would drop the state, or the span.
 */

const MOST_MEMBERS = 32;
/** What everybody has to pass on; what is longer may be cut, but never within a member. */
const MOST_CHARS = 512;
/** More than that is not looked at: 32 members of the longest that the format allows. */
const MOST_READ = 17_000;

const KEY = /^(?:[a-z][_0-9a-z\-*/]{0,255}|[a-z0-9][_0-9a-z\-*/]{0,240}@[a-z][_0-9a-z\-*/]{0,13})$/;
/** Printable ASCII without `,` and `=`, and without a space at the end. */
const VALUE = /^[ -+\--<>-~]{0,255}[!-+\--<>-~]$/;

/** The members that are valid, the first of each key; empty for everything else. */
export function traceStateOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > MOST_READ) return '';
  const members = new Map<string, string>();
  for (const part of value.split(',')) {
    const member = part.trim();
    const at = member.indexOf('=');
    const key = member.slice(0, at);
    if (at > 0 && KEY.test(key) && VALUE.test(member.slice(at + 1)) && !members.has(key)) members.set(key, member);
  }
  return joined([...members.values()].slice(0, MOST_MEMBERS));
}

function joined(members: readonly string[]): string {
  let text = '';
  for (const member of members) {
    const longer = text === '' ? member : `${text},${member}`;
    if (longer.length > MOST_CHARS) break;
    text = longer;
  }
  return text;
}
