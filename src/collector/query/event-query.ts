/** One event with what surrounds it. */
import { type EventRow, toEventRow } from '../../analysis/rows/row.js';
import { isRecord } from '../receive/event-shape.js';
import type { Source } from '../store/source.js';

export interface Thrown {
  readonly type: string;
  readonly message: string;
  readonly stacktrace: string;
}

export interface EventDetail {
  readonly row: EventRow;
  readonly parent: EventRow | null;
  readonly children: readonly EventRow[];
  readonly rounds: readonly EventRow[];
  readonly exception: (Thrown & { readonly cause: readonly Thrown[] }) | null;
  readonly attributes: Readonly<Record<string, string>>;
  readonly body_bytes: number;
  readonly previous_event_id: string | null;
  readonly next_event_id: string | null;
}

const CHILDREN_LISTED = 200;

export function eventQuery(source: Source, { eventId }: { readonly eventId: string }): EventDetail | undefined {
  const row = source.row(eventId);
  if (row === undefined) return undefined;
  const body = source.body(eventId) ?? '{}';
  const attributes = attributesIn(body);
  const parent = row.parent_span_id === null ? undefined : source.rowOfSpan(row.parent_span_id);
  const { previous, next } = source.neighbours(row);
  return {
    row: toEventRow(row),
    parent: parent === undefined ? null : toEventRow(parent),
    children: source.childrenOf([row.span_id], CHILDREN_LISTED).map(toEventRow),
    rounds: row.operation_id === null ? [] : source.roundsOf(row.operation_id).map(toEventRow),
    exception: exceptionIn(attributes),
    attributes,
    body_bytes: Buffer.byteLength(body),
    previous_event_id: previous,
    next_event_id: next,
  };
}

export function bodyQuery(source: Source, { eventId }: { readonly eventId: string }): string | undefined {
  return source.body(eventId);
}

function attributesIn(body: string): Readonly<Record<string, string>> {
  const event: unknown = JSON.parse(body);
  const attributes = isRecord(event) && isRecord(event['attributes']) ? event['attributes'] : {};
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

function exceptionIn(attributes: Readonly<Record<string, string>>): EventDetail['exception'] {
  const [type, message, stacktrace] = ['type', 'message', 'stacktrace'].map((name) => attributes[`exception.${name}`]);
  if (type === undefined && message === undefined && stacktrace === undefined) return null;
  const cause = (attributes['exception.cause'] ?? '').split('\n').filter((line) => line.trim() !== '');
  return { type: type ?? '', message: message ?? '', stacktrace: stacktrace ?? '', cause: cause.map(causeIn) };
}

/** One line for each cause, indented by what it caused: `  Error: connect refused (ECONNREFUSED)`. */
function causeIn(line: string): Thrown {
  const [, type = '', message = ''] = /^\s*(?:([\w$.]{1,100}): )?(.*)$/s.exec(line) ?? [];
  return { type, message, stacktrace: '' };
}
