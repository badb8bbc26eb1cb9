/** Reports lost events to the endpoint, as attributes of an event that does arrive. */
import { addAttributes } from '../../../event-line-end.js';

/** `line` with `mcpwatch.dropped.<reason>` among its attributes; `undefined` when it has no place for them. */
export function addLossReport(line: Buffer, losses: ReadonlyMap<string, number>): Buffer | undefined {
  const attributes = [...losses].map(([reason, count]) => [`mcpwatch.dropped.${reason}`, `${count}`] as const);
  return addAttributes(line, new Map(attributes));
}
