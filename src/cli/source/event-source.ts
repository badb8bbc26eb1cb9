/** Where a command reads events from: one interface, whether they are in a collector, a database, a file or a pipe. */
import type { EventDetail } from '../../collector/query/event-query.js';
import type { ListedEvent } from '../../collector/query/events-query.js';
import type { ProblemGroup } from '../../collector/query/problems-query.js';
import type { SeriesResult } from '../../collector/query/series-query.js';
import type { Session } from '../../collector/query/sessions-query.js';
import type { ToolDetail } from '../../collector/query/tool-query.js';
import type { ToolsResult } from '../../collector/query/tools-query.js';
import type { ValuesResult } from '../../collector/query/values-query.js';

export interface List<T> {
  readonly items: readonly T[];
  /** The `cursor` of the next page; `null` at the end. */
  readonly next: string | null;
  /** False when a search took too long, and there may be more. */
  readonly complete: boolean;
}

/** What the API answers (docs/dev.md), by the name of the question. */
export interface Answers {
  readonly events: List<ListedEvent>;
  readonly calls: List<ListedEvent>;
  readonly sessions: List<Session>;
  readonly problems: List<ProblemGroup>;
  readonly tools: ToolsResult;
  readonly tool: ToolDetail | undefined;
  readonly series: SeriesResult;
  readonly values: ValuesResult;
  readonly session: { readonly session: Session } | undefined;
  readonly event: EventDetail | undefined;
  /** The event as it was received. */
  readonly body: unknown;
}

export type Question = keyof Answers;

/** The parameters of the API: `filter`, `limit`, `cursor`, …; and `id` for `session`, `event` and `body`. */
export type Parameters = Readonly<Record<string, string>>;

export interface EventSource {
  /** For messages: `mcpwatch dev at http://127.0.0.1:6279`, `events.jsonl`. */
  readonly name: string;
  /** Lines of a file that are not events: how many, and what is wrong with the first. */
  readonly unreadable: { readonly lines: number; readonly first: string } | undefined;
  /**
   * Resolves with what the API answers; with `undefined` for an id that is not stored. Rejects with a `UsageError` for a
   * filter or parameter that was not understood.
   */
  ask<Q extends Question>(question: Q, parameters?: Parameters): Promise<Answers[Q]>;
  /** The events that match, as JSON texts, oldest first. */
  events(filter?: string): AsyncIterable<string>;
  close(): Promise<void>;
}

/** There are no events to read: nothing is running and nothing is stored, or the file cannot be read. */
export class SourceUnavailable extends Error {
  override readonly name = 'SourceUnavailable';
}
