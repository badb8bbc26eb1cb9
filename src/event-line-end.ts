/**
 * How the line of an event ends. `attributes` is its last field, so that attributes can be added to a finished line
 * without parsing it: the pipeline writes the line, delivery adds the losses that the endpoint does not know of yet.
 */
import type { McpWatchEvent } from './model.js';

/** The writer must put this field last. */
export const LAST_FIELD = 'attributes' satisfies keyof McpWatchEvent;

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * `line` (one event without its line break) with `more` among its attributes; `undefined` when the line does not end
 * as one of ours does.
 */
export function addAttributes(line: Buffer, more: ReadonlyMap<string, string>): Buffer | undefined {
  // `…,"attributes":{"a":"b"}}`: the last brace closes the event, the one before it the attributes.
  const end = line.length - 2;
  if (line[end] !== CLOSE_BRACE || line[end + 1] !== CLOSE_BRACE || !line.includes(`"${LAST_FIELD}":{`)) {
    return undefined;
  }
  const pairs = [...more].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  const comma = line[end - 1] === OPEN_BRACE ? '' : ',';
  return Buffer.concat([line.subarray(0, end), Buffer.from(comma + pairs), line.subarray(end)]);
}
