/** Groups failures: by kind, by the shape of the message, and by the first frame of the server's own code. */
import { isFailed, isHangingReport, type Row } from '../rows/row.js';
import { messageShape } from './message-shape.js';
import { ownFrame } from './own-frame.js';

export type ProblemKind =
  | 'error'
  | 'hanging'
  | 'died'
  | 'stdout'
  | 'transport'
  | 'lost'
  | 'rejected'
  | 'never_connected';

/** What all members of a group have in common. */
export interface Problem {
  readonly problem_id: string;
  readonly kind: ProblemKind;
  readonly title: string;
  readonly error_type: string | null;
  readonly location: string | null;
}

export type ProblemSource = Pick<Row, 'event_type' | 'event_name' | 'status' | 'error_type' | 'error_message'>;

/** The group of a row; `null` for one that is not a problem. */
export function problemOf(row: ProblemSource, attributes: Readonly<Record<string, string>>): Problem | null {
  const kind = kindOf(row);
  if (kind === undefined) return null;
  const location =
    attributes['mcpwatch.stdout.location'] ??
    ownFrame(attributes['exception.stacktrace'] ?? '') ??
    attributes['mcpwatch.server.location'] ??
    null;
  const message = row.error_message ?? attributes['exception.message'] ?? '';
  const title = messageShape(message) || row.error_type || row.event_name;
  return problem(kind, title, row.error_type, location);
}

export function problem(
  kind: ProblemKind,
  title: string,
  error_type: string | null = null,
  location: string | null = null,
): Problem {
  const identity = [kind, title, error_type ?? '', location ?? ''].join('\u0000');
  return { problem_id: hashOf(identity), kind, title, error_type, location };
}

/** A caller that cancels is not a fault of the server. */
function kindOf(source: ProblemSource): ProblemKind | undefined {
  const { event_type, event_name, status } = source;
  if (isHangingReport(source)) return 'hanging';
  if (event_name === 'server.never_connected' && event_type === 'error') return 'never_connected';
  if (/^(?:mcpwatch\.)?stdout\b/.test(event_name) && event_type !== 'tool_call') return 'stdout';
  if (status === 'died') return 'died';
  if (event_name === 'transport.error') return 'transport';
  return isFailed(source) && status !== 'cancelled' ? 'error' : undefined;
}

const HANGING = /^(.+?) has been open for \d/s;

/** What a problem happened in: a tool, a method. That another call hangs is known from the message: it begins with the call. */
export function subjectOf(
  row: Pick<Row, 'event_type' | 'event_name' | 'tool_name' | 'mcp_method' | 'error_message'>,
): string {
  if (row.tool_name !== null) return row.tool_name;
  // Its server says it all.
  if (row.event_name === 'server.never_connected') return '';
  const [, call] = (isHangingReport(row) && HANGING.exec(row.error_message ?? '')) || [];
  if (call === undefined) return row.event_name;
  return call.startsWith(`${row.mcp_method} `) ? call.slice(row.mcp_method.length + 1) : call;
}

const ADVICE: Readonly<Partial<Record<ProblemKind, string>>> = {
  stdout: 'Write logs with console.error: on stdout a stdio server may write protocol messages only.',
  hanging: 'Give what the tool waits for a time limit, and pass on the abort signal of the request.',
  died: 'The process ended: catch the error where it is thrown, and do not call process.exit in a handler.',
  lost: 'See docs/spool.md for the limits of the spool, and the server’s stderr for the cause.',
  never_connected:
    'Call server.connect(transport), and do so before anything that may fail: only then can its client show why.',
  rejected: 'The sender’s events do not fit the schema: is its version newer than this collector’s?',
};

export function adviceFor(kind: ProblemKind): string | null {
  return ADVICE[kind] ?? null;
}

/** FNV-1a over UTF-16 code units, twice with different starts: 16 hex digits. Not for secrets. */
export function hashOf(text: string): string {
  return [0x811c9dc5, 0x9747b28c].map((start) => fnv(text, start)).join('');
}

function fnv(text: string, start: number): string {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
