/** The tools about single calls: one call with all that belongs to it, and two compared. */
import { differencesOf } from '../../analysis/compare/differences.js';
import type { EventSource } from '../source/event-source.js';
import { readBody, within } from './call-body.js';
import { ANY, BOOLEAN, listOf, NUMBER, object, open, orNull, TEXT, text, whole } from './json-schema.js';
import { CALL } from './schemas.js';
import { shownCall } from './shown-call.js';
import { type Arguments, type EventTool, NoAnswer, numberOf, textOf } from './tool.js';

const FALLBACK_BYTES = 20_000;
const CHILDREN_SHOWN = 50;
const ATTRIBUTES_BYTES = 8_000;

export const getCall: EventTool = {
  name: 'get_call',
  title: 'One call',
  description:
    'A call with its arguments, its result, the exception behind an error, and the requests and notifications that belong to it. ' +
    'Values over max_bytes are cut, and say so.',
  input: object(
    {
      event_id: text('event_id of search_calls'),
      max_bytes: whole(`of arguments and of the result, each (default ${FALLBACK_BYTES})`, 200, 200_000),
    },
    ['event_id'],
  ),
  output: open({ call: CALL, params: ANY, result: ANY, children: listOf(CALL) }),
  async run(source, args) {
    const eventId = textOf(args, 'event_id');
    const maxBytes = numberOf(args, 'max_bytes', FALLBACK_BYTES);
    return callDetail(source, eventId, maxBytes);
  },
};

export async function callDetail(source: EventSource, eventId: string, maxBytes = FALLBACK_BYTES) {
  const detail = await source.ask('event', { id: eventId });
  if (detail === undefined) throw new NoAnswer(`no event has the id ${eventId}; search_calls answers ids`);
  const { params, result } = await readBody(source, eventId);
  return {
    call: shownCall(detail.row),
    params: within(params, maxBytes),
    result: within(result, maxBytes),
    exception: within(detail.exception, maxBytes),
    attributes: within(detail.attributes, ATTRIBUTES_BYTES),
    children: detail.children.slice(0, CHILDREN_SHOWN).map(shownCall),
    rounds: detail.rounds.slice(0, CHILDREN_SHOWN).map(shownCall),
    parent_event_id: detail.parent?.event_id ?? null,
    previous_event_id: detail.previous_event_id,
    next_event_id: detail.next_event_id,
  };
}

const DIFFERENCES_SHOWN = 50;
const DIFFERENCE_BYTES = 500;

const DIFFERENCES = object({
  items: listOf(object({ path: TEXT, kind: TEXT, before: ANY, after: ANY }, ['path', 'kind'])),
  cut: BOOLEAN,
});

export const compareCalls: EventTool = {
  name: 'compare_calls',
  title: 'Two calls compared',
  description:
    'What differs between two calls: time, outcome, and arguments and result place by place. Useful for a call that worked and one that failed.',
  input: object({ a: text('event_id of the one'), b: text('event_id of the other') }),
  output: object({
    a: CALL,
    b: CALL,
    duration_difference_ms: NUMBER,
    same_tool: BOOLEAN,
    params: DIFFERENCES,
    result: DIFFERENCES,
    error_message: object({ a: orNull('string'), b: orNull('string') }),
  }),
  async run(source, args: Arguments) {
    const [a, b] = await Promise.all([sideOf(source, textOf(args, 'a')), sideOf(source, textOf(args, 'b'))]);
    return {
      a: a.call,
      b: b.call,
      duration_difference_ms: b.call.duration_ms - a.call.duration_ms,
      same_tool: a.call.name === b.call.name && a.call.server_name === b.call.server_name,
      params: shownDifferences(a.params, b.params),
      result: shownDifferences(a.result, b.result),
      error_message: { a: a.call.error_message, b: b.call.error_message },
    };
  },
};

async function sideOf(source: EventSource, eventId: string) {
  const detail = await source.ask('event', { id: eventId });
  if (detail === undefined) throw new NoAnswer(`no event has the id ${eventId}; search_calls answers ids`);
  return { call: shownCall(detail.row), ...(await readBody(source, eventId)) };
}

function shownDifferences(before: unknown, after: unknown) {
  const { items, isCut } = differencesOf(before, after, DIFFERENCES_SHOWN);
  const shown = items.map(({ path, kind, ...values }) => ({
    path,
    kind,
    ...Object.fromEntries(Object.entries(values).map(([side, value]) => [side, within(value, DIFFERENCE_BYTES)])),
  }));
  return { items: shown, cut: isCut };
}
