/** Columns of the tools table, and the order of its rows. */
import type { Tool } from '../../api/types.js';

interface Column {
  readonly name: string;
  readonly title: string;
  readonly isNumber: boolean;
  /** What rows are ordered by, largest first. */
  readonly by: (tool: Tool) => number | string;
}

export const TOOL_COLUMNS: readonly Column[] = [
  { name: 'name', title: 'Tool', isNumber: false, by: (tool) => tool.name },
  { name: 'calls', title: 'Calls', isNumber: true, by: (tool) => tool.calls },
  { name: 'errors', title: 'Errors', isNumber: true, by: (tool) => tool.error_rate },
  { name: 'p50', title: 'p50', isNumber: true, by: (tool) => tool.p50_ms ?? -1 },
  { name: 'p95', title: 'p95', isNumber: true, by: (tool) => tool.p95_ms ?? -1 },
  { name: 'p99', title: 'p99', isNumber: true, by: (tool) => tool.p99_ms ?? -1 },
  { name: 'result', title: 'Result p95', isNumber: true, by: (tool) => tool.response_bytes_p95 ?? -1 },
  { name: 'definition', title: 'Definition', isNumber: true, by: (tool) => tool.definition?.bytes ?? -1 },
  { name: 'last', title: 'Last called', isNumber: true, by: (tool) => tool.last_at ?? '' },
];

export const isUnused = ({ calls, running }: Tool): boolean => calls === 0 && running === 0;

/** `by`: a column's name; otherwise by calls. Tools that were never called come last, whatever the order. */
export function sortTools(tools: readonly Tool[], by: string): readonly Tool[] {
  const column = TOOL_COLUMNS.find(({ name }) => name === by) ?? TOOL_COLUMNS[1];
  if (column === undefined) return tools;
  return [...tools].sort((a, b) => {
    if (isUnused(a) !== isUnused(b) && by !== 'definition') return isUnused(a) ? 1 : -1;
    const [one, other] = [column.by(a), column.by(b)];
    if (typeof one === 'string' && typeof other === 'string' && by === 'name') return one.localeCompare(other);
    return one === other ? a.name.localeCompare(b.name) : one < other ? 1 : -1;
  });
}
