/** One line per tool: its calls, and its definition in the server's newest list. */
import { totalOf } from '../../analysis/charts/series.js';
import { NO_TREND, TREND_PARTS, Trend } from '../../analysis/charts/trend.js';
import type { Filter } from '../../analysis/filter/filter.js';
import type { Catalogue, CatalogueEntry } from '../../analysis/rows/catalogue.js';
import { isoTime } from '../../analysis/rows/row.js';
import {
  isToolCall,
  NO_NUMBERS,
  type ToolNumbers,
  ToolSummary,
  type ToolTotals,
  toolKey,
} from '../../analysis/summaries/tools.js';
import { FINEST_SLOT_MS } from '../store/slots.js';
import type { Source } from '../store/source.js';
import { type CatalogueSummary, catalogueSummary, tokensOf } from './catalogue-summary.js';
import { matcherIn } from './matcher-in.js';
import { createPartMatcher, isLimitedTo, termsFor } from './part-of-filter.js';
import { periodUpToNow } from './period-up-to-now.js';
import { type Called, DEFINITION_FIELDS, estimateOf } from './tools-estimate.js';
import { visitRows } from './visit.js';

export interface Tool extends ToolNumbers {
  readonly server_name: string;
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly error_rate: number;
  /** Calls that have started and not ended: no other number has them. */
  readonly running: number;
  readonly trend: readonly number[];
  readonly first_at: string | null;
  readonly last_at: string | null;
  readonly last_error: { readonly event_id: string; readonly at: string; readonly message: string } | null;
  readonly listed: boolean;
  readonly definition: {
    readonly bytes: number;
    readonly description_bytes: number;
    readonly schema_bytes: number;
    readonly tokens_estimate: number;
  } | null;
  readonly registered_at: string | null;
  readonly changes: number;
}

export interface ToolsResult {
  readonly items: readonly Tool[];
  readonly complete: boolean;
  readonly exact: boolean;
  readonly catalogues: readonly CatalogueSummary[];
}

interface CalledTools {
  readonly tools: readonly Called[];
  readonly complete: boolean;
  /** False where percentiles come from buckets. */
  readonly exact: boolean;
}

export function toolsQuery(source: Source, { filter }: { readonly filter: Filter }): ToolsResult {
  const { tools, complete, exact } =
    isLimitedTo(filter, DEFINITION_FIELDS) && filter.terms.every(({ kind }) => kind === 'field')
      ? allCalls(source, filter)
      : matchingCalls(source, filter);
  const isWanted = createPartMatcher(termsFor(filter, DEFINITION_FIELDS));
  const catalogues = source.catalogues();
  const lines = new Map<string, Called | undefined>();
  for (const tool of tools) lines.set(toolKey(tool.totals.server_name, tool.totals.name), tool);
  const listed = new Map<string, { entry: CatalogueEntry; catalogue: Catalogue }>();
  for (const catalogue of catalogues.filter(({ kind }) => kind === 'tools')) {
    for (const entry of catalogue.entries) {
      const { server_name } = catalogue;
      if (!isWanted({ event_type: 'tool_call', event_name: entry.name, server_name })) continue;
      const key = toolKey(server_name, entry.name);
      listed.set(key, { entry, catalogue });
      if (!lines.has(key)) lines.set(key, undefined);
    }
  }
  const running = runningCalls(source, filter);
  for (const key of running.keys()) if (!lines.has(key)) lines.set(key, undefined);
  const registrations = source.registrations();
  const items = [...lines].map(([key, called]) => ({
    ...toolOf(key, called, listed.get(key), registrations.get(key) ?? null, changesOf(catalogues, key)),
    running: running.get(key) ?? 0,
  }));
  const shown = catalogues.filter(({ server_name }) =>
    createPartMatcher(termsFor(filter, ['server']))({ server_name }),
  );
  return { items, complete, exact, catalogues: shown.map(catalogueSummary) };
}

/** By tool. */
function runningCalls(source: Source, filter: Filter): ReadonlyMap<string, number> {
  const matches = matcherIn(source, filter);
  const counts = new Map<string, number>();
  for (const row of source.openRows()) {
    if (row.event_type !== 'tool_call' || !matches(row)) continue;
    const key = toolKey(row.server_name, row.event_name);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function allCalls(source: Source, filter: Filter): CalledTools {
  const isWanted = createPartMatcher(filter);
  const tools = source
    .tools()
    .filter(({ totals }) =>
      isWanted({ event_type: 'tool_call', event_name: totals.name, server_name: totals.server_name }),
    );
  const { fromMs: oldestMs, toMs } = periodUpToNow(source) ?? { fromMs: 0, toMs: 0 };
  // Shorter parts than the slots that are counted in would say more than is known.
  const fromMs = Math.min(oldestMs, toMs - TREND_PARTS * FINEST_SLOT_MS + 1);
  const trends = new Map<string, Trend>();
  for (const counted of source.counted(fromMs, toMs, (toMs - fromMs + 1) / TREND_PARTS) ?? []) {
    if (counted.event_type !== 'tool_call') continue;
    const key = toolKey(counted.server_name, counted.event_name);
    const trend = trends.get(key) ?? new Trend(fromMs, toMs);
    trends.set(key, trend);
    trend.addSlot(counted.started_ms, counted.slot_ms, totalOf(counted));
  }
  const trendOf = ({ server_name, name }: ToolTotals) => trends.get(toolKey(server_name, name))?.counts ?? NO_TREND;
  return {
    tools: tools.map(({ totals, numbers }) => ({ totals, numbers, trend: trendOf(totals) })),
    complete: true,
    exact: true,
  };
}

/** More calls than these take longer to read than a search may. */
const MOST_READ = 10_000;
/** Of more calls, for sizes and the last error. */
const NEWEST_READ = 2000;

function matchingCalls(source: Source, filter: Filter): CalledTools {
  const summary = new ToolSummary();
  const starts = new Map<string, number[]>();
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, 0];
  const estimate = isLimitedTo(filter, DEFINITION_FIELDS) ? estimateOf(source, filter) : undefined;
  const isMany = (estimate?.calls ?? 0) > MOST_READ;
  const visit = isMany ? { filter, maxRows: NEWEST_READ } : { filter };
  const isWhole = visitRows(source, { ...visit, only: 'top' }, (row) => {
    if (!isToolCall(row)) return true;
    summary.add(row);
    const key = toolKey(row.server_name, row.event_name);
    const own = starts.get(key) ?? [];
    starts.set(key, own);
    own.push(row.started_ms);
    [fromMs, toMs] = [Math.min(fromMs, row.started_ms), Math.max(toMs, row.started_ms)];
    return true;
  });
  const trendOf = ({ server_name, name }: ToolTotals) => {
    const trend = new Trend(fromMs, toMs);
    for (const at of starts.get(toolKey(server_name, name)) ?? []) trend.add(at);
    return trend.counts;
  };
  const tools = summary.result().map(({ totals, numbers }) => ({ totals, numbers, trend: trendOf(totals) }));
  const complete = isWhole && !isMany;
  return complete || estimate === undefined
    ? { tools, complete, exact: true }
    : { tools: estimate.with(tools), complete: true, exact: false };
}

function changesOf(catalogues: readonly Catalogue[], key: string): number {
  return catalogues
    .filter(({ kind }) => kind === 'tools')
    .flatMap(({ server_name, changes }) => changes.filter(({ name }) => toolKey(server_name, name) === key)).length;
}

function toolOf(
  key: string,
  called: Called | undefined,
  listed: { readonly entry: CatalogueEntry } | undefined,
  registered_at: string | null,
  changes: number,
): Omit<Tool, 'running'> {
  const [server_name = '', name = ''] = key.split('\u0000');
  const { calls = 0, errors = 0, first_ms, last_ms, last_error = null } = called?.totals ?? {};
  return {
    server_name,
    name,
    calls,
    errors,
    error_rate: calls === 0 ? 0 : errors / calls,
    ...(called?.numbers ?? NO_NUMBERS),
    trend: called?.trend ?? NO_TREND,
    first_at: first_ms === undefined ? null : isoTime(first_ms),
    last_at: last_ms === undefined ? null : isoTime(last_ms),
    last_error:
      last_error === null
        ? null
        : { event_id: last_error.event_id, at: isoTime(last_error.at_ms), message: last_error.message },
    listed: listed !== undefined,
    definition: listed === undefined ? null : weightOf(listed.entry),
    registered_at,
    changes,
  };
}

function weightOf({ bytes, description_bytes, schema_bytes }: CatalogueEntry) {
  return { bytes, description_bytes, schema_bytes, tokens_estimate: tokensOf(bytes) };
}
