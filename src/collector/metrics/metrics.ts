/** What `GET /metrics` counts, since the collector started. */
import { isFailed, isOpen, isOperation, type Row } from '../../analysis/rows/row.js';
import type { Incoming } from '../store/incoming.js';
import { Histogram } from './histogram.js';
import { KnownNames } from './known-names.js';
import { type Labels, type Metric, metricsText, type Sample } from './text-format.js';

/** Every series costs whoever scrapes it. */
const MAX_SERIES = 2000;

export interface StoreNumbers {
  readonly events: number;
  readonly bytes: number;
  readonly running: number;
}

const NETWORK_TRANSPORTS: Readonly<Record<string, string>> = {
  stdio: 'pipe',
  sse: 'tcp',
  'streamable-http': 'tcp',
  websocket: 'tcp',
};

export class Metrics {
  readonly #served = new Map<string, { labels: Labels; histogram: Histogram }>();
  readonly #asked = new Map<string, { labels: Labels; histogram: Histogram }>();
  readonly #events = new Map<string, number>();
  readonly #lost = new Map<string, number>();
  readonly #names = new KnownNames();
  #rejected = 0;
  #ignored = 0;

  /** A tool that a server lists is known by name before it is called. */
  listed(incoming: Incoming): void {
    for (const [reason, count] of Object.entries(incoming.lost ?? {})) add(this.#lost, reason, count);
    if (incoming.catalogue?.kind === 'tools') this.#names.list(incoming.catalogue.entries.map(({ name }) => name));
  }

  stored(row: Row): void {
    if (isOpen(row)) return;
    add(this.#events, row.event_type, 1);
    if (row.direction === 'outbound') {
      if (row.event_type === 'request' || row.event_type === 'error') observe(this.#asked, row, clientLabels(row));
    } else if (isOperation(row)) {
      observe(this.#served, row, this.#serverLabels(row));
    }
  }

  /** Spans that are not of an MCP server. */
  ignored(count: number): void {
    this.#ignored += count;
  }

  rejected(count: number): void {
    this.#rejected += count;
  }

  text({ events, bytes, running }: StoreNumbers): string {
    return metricsText([
      {
        name: 'mcp_server_operation_duration_seconds',
        help: 'Duration of MCP requests as seen by the server.',
        type: 'histogram',
        samples: histogramSamples(this.#served),
      },
      {
        name: 'mcp_client_operation_duration_seconds',
        help: 'Duration of MCP requests that servers sent to their clients.',
        type: 'histogram',
        samples: histogramSamples(this.#asked),
      },
      counter('mcpwatch_events_total', 'Events stored, by type.', samples(this.#events, 'event_type')),
      counter('mcpwatch_events_rejected_total', 'Events rejected because they are not valid.', single(this.#rejected)),
      counter('mcpwatch_spans_ignored_total', 'Spans that are not of an MCP server.', single(this.#ignored)),
      counter(
        'mcpwatch_events_lost_total',
        'Events that senders reported as lost, by reason.',
        samples(this.#lost, 'reason'),
      ),
      gauge('mcpwatch_operations_running', 'Calls that have started and not ended.', running),
      gauge('mcpwatch_store_events', 'Events in the store.', events),
      gauge('mcpwatch_store_bytes', 'Size of the store in bytes.', bytes),
    ]);
  }

  #serverLabels(row: Row): Labels {
    const isTool = row.event_type === 'tool_call' || row.mcp_method === 'tools/call';
    const isPrompt = row.event_type === 'prompt_get' || row.mcp_method === 'prompts/get';
    return {
      ...commonLabels(row),
      gen_ai_tool_name: isTool ? this.#names.nameOf(row) : '',
      gen_ai_prompt_name: isPrompt ? this.#names.nameOf(row) : '',
    };
  }
}

function commonLabels(row: Row): Labels {
  return {
    mcp_method_name: row.mcp_method,
    error_type: isFailed(row) ? (row.error_type ?? '_OTHER') : '',
    network_transport: NETWORK_TRANSPORTS[row.transport_type] ?? '',
    mcp_protocol_version: row.mcp_protocol_version,
  };
}

function clientLabels(row: Row): Labels {
  return commonLabels(row);
}

function observe(into: Map<string, { labels: Labels; histogram: Histogram }>, row: Row, labels: Labels): void {
  const isFull = into.size >= MAX_SERIES && !into.has(JSON.stringify(labels));
  const kept = isFull ? { mcp_method_name: '_OTHER' } : labels;
  const key = JSON.stringify(kept);
  let series = into.get(key);
  if (series === undefined) {
    series = { labels: kept, histogram: new Histogram() };
    into.set(key, series);
  }
  series.histogram.observe(row.duration_ms / 1000);
}

function* histogramSamples(series: ReadonlyMap<string, { labels: Labels; histogram: Histogram }>): Iterable<Sample> {
  for (const { labels, histogram } of series.values()) {
    for (const { suffix, le, value } of histogram.samples()) {
      yield { suffix, labels: le === undefined ? labels : { ...labels, le }, value };
    }
  }
}

function counter(name: string, help: string, values: Iterable<Sample>): Metric {
  return { name, help, type: 'counter', samples: values };
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, type: 'gauge', samples: single(value) };
}

function single(value: number): Iterable<Sample> {
  return [{ suffix: '', labels: {}, value }];
}

function samples(counts: ReadonlyMap<string, number>, label: string): Iterable<Sample> {
  return [...counts].map(([name, value]) => ({ suffix: '', labels: { [label]: name }, value }));
}

function add(counts: Map<string, number>, name: string, count: number): void {
  const kept = counts.has(name) || counts.size < 100 ? name : '_OTHER';
  counts.set(kept, (counts.get(kept) ?? 0) + count);
}
