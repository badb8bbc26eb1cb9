/** What a server has printed on the stdout that carries its messages, as the facts of an event. */
import type { EventSink } from '../../model.js';
import type { Call } from './call.js';
import type { EventFacts } from './event.js';
import { asString, isRecord } from './json-rpc.js';
import { errorFacts, momentaryIn, type SessionState } from './session-facts.js';

export interface StdoutPrint {
  /** The beginning of what was printed: more than is reported. */
  readonly text: string;
  /** `file:line:column`; empty when it is not known. */
  readonly place: string;
  readonly stack: string;
  /** How many writes it stands for. */
  readonly count: number;
  readonly isDiverted: boolean;
}

const NAME = 'stdout.write';
const REPORTED_CHARS = 200;
/** Not a literal: the engine builds the tables of a `\p` even when it only reads the source (#14). */
const CONTROL = '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+';

/** `call`: the one in which it was printed. */
export function printFacts(
  print: StdoutPrint,
  call: Call | undefined,
  state: SessionState,
  snapshot: EventSink['snapshot'],
): EventFacts {
  const attributes = {
    'error.type': 'stdout',
    'mcpwatch.stdout.count': String(print.count),
    ...(print.place === '' ? {} : { 'mcpwatch.stdout.location': print.place }),
    ...(print.stack === '' ? {} : { 'exception.stacktrace': `${NAME}\n${print.stack}` }),
    ...(print.isDiverted ? { 'mcpwatch.stdout.diverted': 'true' } : {}),
    ...(call === undefined ? {} : { 'mcpwatch.call.name': call.name, 'mcpwatch.call.method': call.method }),
  };
  const facts = errorFacts(NAME, { code: null, message: shown(redacted(print.text, snapshot)), attributes }, state);
  return call === undefined ? facts : { ...facts, ...momentaryIn(call, state), failure: facts.failure };
}

/** Before it is cut: half of a secret would not be recognised. */
function redacted(text: string, snapshot: EventSink['snapshot']): string {
  const { json } = snapshot({ event_type: 'error', event_name: NAME }, { text });
  const written: unknown = JSON.parse(json);
  const clean = isRecord(written) ? asString(written['text']) : '';
  // Where no texts are recorded, the event says how long it was.
  return clean === '' || clean === `string(${text.length})` ? text : clean;
}

function shown(text: string): string {
  const line = text.replace(new RegExp(CONTROL, 'gu'), ' ').trim();
  return line === '' ? '(an empty line)' : cut(line);
}

function cut(line: string): string {
  const chars = Array.from(line.slice(0, 2 * REPORTED_CHARS));
  return chars.length > REPORTED_CHARS ? `${chars.slice(0, REPORTED_CHARS).join('')}…` : line;
}
