/**
 * Tells the endpoint of lost events by attributes on an event that does arrive. Lines are not parsed: an
 * event's last three keys are `attributes`, `sdk_name` and `sdk_version`, in this order, so that the end of
 * the line tells where the attributes end. A line that ends otherwise is left as it is.
 */
const TAIL = /(\{?)\},"sdk_name":"[^"\\]*","sdk_version":"[^"\\]*"\}$/;
const LONGEST_TAIL = 200;

/** `line` with `mcpwatch.dropped.<reason>` among its attributes; `undefined` when it has no place for them. */
export function addLossReport(line: Buffer, losses: ReadonlyMap<string, number>): Buffer | undefined {
  const from = Math.max(0, line.length - LONGEST_TAIL);
  const end = line.toString('latin1', from);
  const match = TAIL.exec(end);
  if (match === null) return undefined;
  const isEmpty = match[1] === '{';
  const at = from + match.index + (isEmpty ? 1 : 0);
  const pairs = [...losses].map(([reason, count]) => `"mcpwatch.dropped.${reason}":"${count}"`);
  return Buffer.concat([line.subarray(0, at), Buffer.from((isEmpty ? '' : ',') + pairs.join(',')), line.subarray(at)]);
}
