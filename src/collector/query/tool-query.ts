/** One tool: its line, its definition, and how that has changed. */
import { isoTime } from '../../analysis/rows/row.js';
import type { Source } from '../store/source.js';
import { type Tool, toolsQuery } from './tools-query.js';

export interface ToolArguments {
  readonly server: string;
  readonly name: string;
}

export interface ToolDetail {
  readonly tool: Tool;
  readonly definition: unknown;
  readonly changes: readonly { readonly at: string; readonly from: unknown; readonly to: unknown }[];
}

export function toolQuery(source: Source, { server, name }: ToolArguments): ToolDetail | undefined {
  const exactly = (field: 'tool' | 'server', text: string) =>
    ({ kind: 'field', field, values: [{ kind: 'exact', text }], not: false }) as const;
  const { items } = toolsQuery(source, { filter: { terms: [exactly('server', server), exactly('tool', name)] } });
  const [tool] = items;
  if (tool === undefined) return undefined;
  const catalogue = source.catalogues().find(({ kind, server_name }) => kind === 'tools' && server_name === server);
  const entry = catalogue?.entries.find((one) => one.name === name);
  const changes = (catalogue?.changes ?? []).filter((change) => change.name === name).reverse();
  return {
    tool,
    definition: parsed(entry?.text ?? null),
    changes: changes.map(({ at_ms, from, to }) => ({ at: isoTime(at_ms), from: parsed(from), to: parsed(to) })),
  };
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
