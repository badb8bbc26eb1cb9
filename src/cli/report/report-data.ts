/** What a report says, as data: every format is made of it. */
import { isFailed, isOpen, type RowStatus } from '../../analysis/rows/row.js';
import { type CallSample, type CallStatistics, statisticsOf } from '../../analysis/statistics/call-statistics.js';
import type { ListedEvent } from '../../collector/query/events-query.js';
import type { ProblemGroup } from '../../collector/query/problems-query.js';
import type { EventSource, List } from '../source/event-source.js';

/** Calls of one tool, resource, prompt or method of one server. */
export interface ReportedGroup extends CallStatistics {
  readonly server_name: string;
  readonly event_type: string;
  readonly event_name: string;
}

export interface ReportedCall {
  readonly event_id: string;
  readonly started_at: string;
  readonly server_name: string;
  readonly event_name: string;
  readonly duration_ms: number;
  readonly status: RowStatus;
}

export interface UnusedTool {
  readonly server_name: string;
  readonly name: string;
  /** Of its definition, in every list that a client asks for. */
  readonly bytes: number;
}

export interface Report {
  /** Where the events come from. */
  readonly source: string;
  readonly filter: string;
  readonly made_at: string;
  /** Of the calls in it; `null` without calls. */
  readonly from: string | null;
  readonly to: string | null;
  /** False where there were more calls than are counted. */
  readonly complete: boolean;
  readonly totals: CallStatistics | null;
  /** Most calls first. */
  readonly groups: readonly ReportedGroup[];
  readonly slowest: readonly ReportedCall[];
  readonly problems: readonly ProblemGroup[];
  readonly unused_tools: readonly UnusedTool[];
  /** Lost events, by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/** Of each call a few numbers are kept: so many fit into 100 MB. */
const MAX_CALLS = 500_000;
const PAGE = '1000';
const SLOWEST = 10;
const MAX_PROBLEMS = 50;

export async function makeReport(source: EventSource, filter: string): Promise<Report> {
  const calls = await countCalls(source, filter);
  const tools = await source.ask('tools', { filter });
  const problems = await source.ask('problems', { filter, limit: String(MAX_PROBLEMS) });
  const lost = problems.items.filter(({ kind }) => kind === 'lost');
  return {
    source: source.name,
    filter,
    made_at: new Date().toISOString(),
    from: calls.from ?? null,
    to: calls.to ?? null,
    complete: calls.complete && tools.complete,
    totals: statisticsOf(calls.samples) ?? null,
    groups: calls.groups,
    slowest: calls.slowest,
    problems: problems.items.filter(({ kind }) => kind !== 'lost'),
    unused_tools: tools.items
      .filter(({ listed, calls: count, running }) => listed && count === 0 && running === 0)
      .map(({ server_name, name, definition }) => ({ server_name, name, bytes: definition?.bytes ?? 0 })),
    lost: Object.fromEntries(lost.map(({ title, count }: ProblemGroup) => [title, count])),
  };
}

interface Group {
  readonly server_name: string;
  readonly event_type: string;
  readonly event_name: string;
  readonly samples: CallSample[];
}

interface CountedCalls {
  readonly samples: readonly CallSample[];
  readonly groups: readonly ReportedGroup[];
  readonly slowest: readonly ReportedCall[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly complete: boolean;
}

async function countCalls(source: EventSource, filter: string): Promise<CountedCalls> {
  const groups = new Map<string, Group>();
  const samples: CallSample[] = [];
  let slowest: readonly ReportedCall[] = [];
  let [from, to]: (string | undefined)[] = [];
  let cursor: string | null = '';
  while (cursor !== null && samples.length < MAX_CALLS) {
    const page: List<ListedEvent> = await source.ask('calls', {
      filter,
      limit: PAGE,
      ...(cursor === '' ? {} : { cursor }),
    });
    const finished = page.items.filter((call) => !isOpen(call));
    for (const call of finished) {
      const sample = sampleOf(call);
      samples.push(sample);
      groupOf(groups, call).samples.push(sample);
    }
    // Newest first.
    to ??= finished[0]?.started_at;
    from = finished.at(-1)?.started_at ?? from;
    slowest = [...slowest, ...finished.map(shortened)].sort((a, b) => b.duration_ms - a.duration_ms).slice(0, SLOWEST);
    cursor = page.next;
  }
  const reported = [...groups.values()].flatMap(({ samples: own, ...names }) => {
    const statistics = statisticsOf(own);
    return statistics === undefined ? [] : [{ ...names, ...statistics }];
  });
  return {
    samples,
    groups: reported.sort((a, b) => b.calls - a.calls),
    slowest,
    from,
    to,
    complete: cursor === null,
  };
}

function groupOf(groups: Map<string, Group>, { server_name, event_type, event_name }: ListedEvent): Group {
  const key = [server_name, event_type, event_name].join('\0');
  const known = groups.get(key) ?? { server_name, event_type, event_name, samples: [] };
  groups.set(key, known);
  return known;
}

function sampleOf(call: ListedEvent): CallSample {
  return {
    durationMs: call.duration_ms,
    serverMs: call.duration_ms - (call.client_wait_ms ?? 0),
    isError: isFailed(call),
    resultBytes: call.response_bytes ?? undefined,
    roundTrips: call.children_count ?? 0,
  };
}

const shortened = ({
  event_id,
  started_at,
  server_name,
  event_name,
  duration_ms,
  status,
}: ListedEvent): ReportedCall => ({
  event_id,
  started_at,
  server_name,
  event_name,
  duration_ms,
  status,
});
