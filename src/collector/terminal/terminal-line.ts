/** An event as one readable line. */
import { styleText } from 'node:util';
import { type EventRow, isFailed, isOpen } from '../../analysis/rows/row.js';
import { column, cut, displayWidth, printable } from './terminal-text.js';

export interface LineStyle {
  /** Columns of the terminal. `undefined`: not a terminal, so nothing is cut. */
  readonly width: number | undefined;
  readonly color: boolean;
}

const TYPE_WIDTH = 13;
const NAME_WIDTH = 28;
const DURATION_WIDTH = 8;
/** The name is shortened first when less than this is left for the outcome. */
const OUTCOME_MIN = 12;
const NAME_MIN = 12;

/** Colour only on a terminal, and only when the user has not opted out (https://no-color.org). */
export function lineStyle(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Readonly<Record<string, string | undefined>>,
): LineStyle {
  const tty = stream.isTTY === true;
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  return { width: tty ? stream.columns || 80 : undefined, color: tty && !refused };
}

/** What a line shows. */
export type LineSource = Pick<
  EventRow,
  | 'started_at'
  | 'event_type'
  | 'event_name'
  | 'duration_ms'
  | 'client_wait_ms'
  | 'status'
  | 'error_code'
  | 'error_message'
  | 'client_name'
  | 'transport_type'
>;

/** Time, type, name, duration, ok or the error, client, transport. */
export function eventLine(event: LineSource, { width, color }: LineStyle): string {
  const paint = (format: Parameters<typeof styleText>[0], text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;

  const time = timeOfDay(event.started_at);
  const type = column(event.event_type, TYPE_WIDTH);
  const duration = durationText(event.duration_ms).padStart(DURATION_WIDTH);
  const outcome = outcomeOf(event);
  const origin = [event.client_name, event.transport_type].map(printable).filter((part) => part !== '');
  const tail = origin.join(' ');

  const fixed = displayWidth(`${time} ${type} `) + DURATION_WIDTH + 2;
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(0, width - fixed);
  const wholeName = printable(event.event_name);
  const nameWidth =
    width === undefined ? Math.max(NAME_WIDTH, displayWidth(wholeName)) : Math.min(NAME_WIDTH, room - OUTCOME_MIN);
  const name = column(wholeName, Math.max(NAME_MIN, nameWidth));
  const left = room - displayWidth(name);
  const shownOutcome = cut(outcome, Math.max(0, left));
  const spare = left - displayWidth(shownOutcome) - 2;

  return [
    `${paint('dim', time)} ${type} ${name} ${duration} `,
    paint(isFailed(event) ? 'red' : isOpen(event) ? 'yellow' : 'green', shownOutcome),
    spare > 0 && tail !== '' ? `  ${paint('dim', cut(tail, spare))}` : '',
  ].join('');
}

/** The time that the call waited for its client is not the server's. */
function outcomeOf(event: LineSource): string {
  if (isFailed(event)) return `${event.status} ${printable(failureText(event))}`.trimEnd();
  const { status, client_wait_ms: waitedMs } = event;
  return waitedMs === null ? status : `${status}, ${durationText(waitedMs)} of it waiting for the client`;
}

function failureText({ error_code, error_message }: LineSource): string {
  const code = error_code === null ? '' : `${error_code}`;
  return [code, error_message ?? ''].filter((part) => part !== '').join(' ');
}

/** In the reader's own time zone. */
function timeOfDay(iso: string): string {
  const at = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const millis = String(at.getMilliseconds()).padStart(3, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${millis}`;
}

/** Short enough for its column: `0.4 ms`, `12 ms`, `3.2 s`, `5.1 min`, `2.0 h`. */
function durationText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 3_600_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}
