/** docs/events.md is written by this test (`npm run docs`) from a real session, so it shows what is really sent. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventType, McpWatchEvent } from '../../src/model.js';
import { fixture } from '../support/project.js';
import { HANDSHAKE } from '../support/stdio-run.js';
import { watch } from '../support/watched.js';
import { EXAMPLES, recordExamples } from './event-examples.js';

/** When an event of each type is recorded, and the name of the one that is shown. */
const TYPES: Readonly<Record<EventType, { readonly when: string; readonly example: string }>> = {
  initialize: {
    when: 'One for each handshake. Revision 2026-07-28 has no handshake; there, one the first time that a server in this process sees a client name and version.',
    example: 'server.initialize',
  },
  tool_call: {
    when: 'One for each `tools/call`, when its reply is handed to the transport. The example is a tool that fails: `error_message` is what the client received; the attributes hold the name, message and stack of the error that the tool threw.',
    example: 'fail',
  },
  resource_read: { when: 'One for each `resources/read`.', example: 'note://one' },
  prompt_get: { when: 'One for each `prompts/get`.', example: 'greet' },
  notification: {
    when: 'One for each log message, list change and resource update that the server sends. `parent_span_id` is the call during which it was sent. Progress is counted on its call (`mcpwatch.progress_count`). `mcpwatch dev` and OpenTelemetry get all other notifications too, with those of the client (`mcpwatch.direction` is `inbound`).',
    example: 'notifications/message',
  },
  error: {
    when: 'One for each JSON-RPC error in reply to any other method, in either direction, for each request of the server that its client does not answer in time (`error.type` is `timeout`), for each call that is open for longer than `MCPWATCH_HUNG_AFTER` (`call.hanging`: a child of the call, whose message says what the call waits for), for each print on the stdout that carries the messages of a server (`stdout.write`, with `MCPWATCH_STDOUT` only: `error_message` is the beginning of what was printed, at most 200 characters), for each server that was created in a process that ended before any of its servers was connected to a transport (`server.never_connected`, for `mcpwatch dev` only: `error_message` says how the process ended; not for tests, and not for a process that listens for HTTP), for each session whose process dies of an error that nobody caught while no call is open (`server.crashed`, for `mcpwatch dev` and OpenTelemetry only: what is open then says so itself), and for each error that the transport reports (`transport.error`). Also one for each reply that the transport fails to send (`error.type` is `send_failed`): its parent, the event of the call, was stored before the reply left, and says what the server answered.',
    example: 'no/such/method',
  },
  request: {
    when: 'One for each other request that succeeds, in either direction: what the client asks of the server (lists, `ping`, `completion/complete`, `tasks/…`), and what the server asks of its client (`sampling/createMessage`, `elicitation/create`, `roots/list`, `ping`; `mcpwatch.direction` is `outbound`, and `parent_span_id` is the call that asks). A user who declines has answered, so that is a result. `mcpwatch dev` and OpenTelemetry get these events; with an API key they are not sent. A list that has not changed since the session’s last one has no `response_content`, only its hash. Requests that fail are `error` events, for everyone.',
    example: 'elicitation/create',
  },
  close: {
    when: 'One for each session, with its duration, when its transport closes or the process ends. Servers that are created for a single request share one for the whole process.',
    example: 'server.close',
  },
};

/** Attributes that need an explanation: name, the events that have it, its value. */
const ATTRIBUTES: readonly (readonly [string, string, string])[] = [
  [
    'mcpwatch.session.id',
    'all',
    'the connection, as `<process>-<n>`: `<process>` is in the middle of every `event_id` of that process. Requests that each have a connection of their own (stateless HTTP) share one id for each server',
  ],
  ['mcp.session.id', 'all, where the transport has one', "the transport's own session id"],
  [
    'client.address, user_agent.original',
    'requests over HTTP',
    'of the client, or of the one that a proxy names (`X-Forwarded-For`, `Forwarded`), without a port: as a hash, unless `MCPWATCH_IDENTITY` says otherwise. `createMcpHandler` is given no address but a proxy’s',
  ],
  [
    'client.port',
    'requests over HTTP, with `MCPWATCH_IDENTITY=full`',
    'the port that belongs to `client.address`; a proxy seldom names one',
  ],
  [
    'network.protocol.version',
    'requests over HTTP',
    '`1.0`, `1.1` or `2`, between the server and the client or proxy; not known of a web standard `Request` (`createMcpHandler`)',
  ],
  [
    'mcpwatch.auth.client_id, mcpwatch.auth.scopes, enduser.pseudo.id, enduser.id',
    'requests with a verified token',
    "the server's `authInfo`: client id, scopes and subject. The subject is `enduser.pseudo.id` as a hash, and `enduser.id` with `MCPWATCH_IDENTITY=full`",
  ],
  ['network.transport', 'all, where it is known', '`pipe` or `tcp`; `unix` for requests over HTTP on a Unix socket'],
  ['jsonrpc.request.id', 'requests', 'as the client sent it; a client may repeat it'],
  [
    'error.type',
    'failures',
    'the JSON-RPC code, `tool_error` or `task_failed`; why there is no reply: `cancelled`, `timeout`, `connection_closed`, `process_died`, `shutdown`, `overflow`, `send_failed`; `transport_error`; `hanging`; `stdout`; `_OTHER`',
  ],
  ['exception.type, exception.message, exception.stacktrace', 'failures', 'of the error that was thrown'],
  [
    'exception.cause',
    'failures',
    'its causes and the errors of an `AggregateError`, one per line, indented by what they caused',
  ],
  ['mcpwatch.error.data', 'failures', 'the `data` of the JSON-RPC error, as JSON'],
  [
    'http.request.method, http.response.status_code',
    'requests that the HTTP transport rejected',
    'such a request never reached the server',
  ],
  [
    'mcpwatch.result_type',
    'calls, requests of the server',
    '`task` or `input_required`, when the reply is not the result; absent when it is',
  ],
  [
    'mcpwatch.operation.id',
    'calls',
    'the same for all rounds of one operation, each of which asks again with what the server required',
  ],
  [
    'mcp.task.id',
    'calls and requests of the server that create a task, its outcome, and requests about it',
    'the outcome of a call’s task is a separate event, a child of the call, that lasts until the task has ended',
  ],
  [
    'mcpwatch.task.status',
    "a task's outcome",
    '`completed`, `failed`, `cancelled`, or `unknown` when the process ended first',
  ],
  [
    'mcpwatch.run.id',
    'all, under `mcpwatch run`, `dev --` or `check`',
    'the same for everything that one of them has started (MCPWATCH_RUN_ID)',
  ],
  ['mcpwatch.progress_count', 'requests', 'how often progress was reported'],
  ['mcpwatch.direction', 'requests of the server, notifications of the client', '`outbound` or `inbound`'],
  [
    'mcpwatch.unanswerable',
    'requests of the server without an answer',
    'why the client cannot answer, where that is known: the transport had no stream to send the request on, or the server is stateless',
  ],
  [
    'mcpwatch.client_wait_ms',
    'calls that ask their client for something',
    'how long the call waited for that, also for a task with which the client answered; the rest of `duration_ms` is the time of the server itself',
  ],
  [
    'mcpwatch.request.bytes, mcpwatch.response.bytes',
    'requests; a task’s outcome has the latter',
    'size of `request_params` and `response_content` as JSON in UTF-8, before anything is redacted or cut',
  ],
  [
    'mcpwatch.size',
    'requests',
    '`estimated` when one of the sizes is not exact, because something was redacted, cut or left out',
  ],
  ['mcpwatch.list.hash', 'lists', 'of the whole reply: the same as long as nothing changes'],
  ['mcpwatch.list.is_page', 'lists that are new or have changed', '`true` for one page of several'],
  [
    'mcpwatch.list.count, mcpwatch.list.entries',
    'lists that are new or have changed',
    'the number of entries; and of the largest, as JSON, `[name, bytes, bytes of the description, bytes of the schemas]`',
  ],
  [
    'mcpwatch.state',
    'calls and requests that have been open for a second',
    '`started`: the event reports what is still open, and is sent to `mcpwatch dev` only. Its final event has the same `span_id`. Not sent when `MCPWATCH_SAMPLE_RATE` is below 1',
  ],
  ['mcpwatch.waiting_for', '`call.hanging`', 'the method that the client has not answered, or `server`'],
  [
    'mcpwatch.call.name, mcpwatch.call.method',
    '`stdout.write` during a call; the former also `call.hanging`, and a reply that could not be sent',
    'the name of the call, and its method',
  ],
  [
    'mcpwatch.died_in',
    'other calls with `process_died`, and `server.crashed`',
    'the `span_id` of the call in which the process died: the one in whose asynchronous context it called `process.exit`, or an error or a rejection remained without a handler. Absent where that is not known',
  ],
  [
    'mcpwatch.registered_at',
    'calls of tools, prompts and resources, with `MCPWATCH_SOURCES=1`',
    'file, line and column where it was registered in the server’s own code; source maps are used where Node.js uses them',
  ],
  [
    'mcpwatch.list.registered_at',
    'lists that are new or have changed, with `MCPWATCH_SOURCES=1`',
    'the same for all entries, as JSON: in each file the names, each with line and column; as many as fit',
  ],
  [
    'mcpwatch.stdout.location',
    '`stdout.write`',
    'file, line and column of the code that printed: outside of node_modules where its stack has such a frame. `exception.stacktrace` is the whole stack',
  ],
  [
    'mcpwatch.stdout.count',
    '`stdout.write`',
    'how many prints the event stands for: at most 10 a minute are events, and the others are counted on the next one: within a minute, or at the exit',
  ],
  ['mcpwatch.stdout.diverted', '`stdout.write`', '`true` when it went to stderr instead (`MCPWATCH_STDOUT=divert`)'],
  [
    'mcpwatch.server.location',
    '`server.never_connected`, with `MCPWATCH_SOURCES=1`',
    'file, line and column where the server was created',
  ],
  ['mcpwatch.elicitation.action', '`elicitation/create`', 'what the user did: `accept`, `decline` or `cancel`'],
];

const attributeTable = () =>
  [
    '| attribute | on | value |',
    '|---|---|---|',
    ...ATTRIBUTES.map(
      ([names, on, value]) =>
        `| ${names
          .split(', ')
          .map((name) => `\`${name}\``)
          .join(', ')} | ${on} | ${value} |`,
    ),
  ].join('\n');

/** Values that differ from run to run are replaced by fixed ones. */
const SHOWN_TIME = '2026-11-22T12:00:00.000Z';
const ids = new Map<string, string>();
const shownId = (id: string) => {
  if (!ids.has(id)) ids.set(id, (ids.size + 1).toString(16).padStart(id.length, id.length === 32 ? '4' : 'a'));
  return ids.get(id) ?? id;
};

/** Attributes that differ from machine to machine or from run to run. */
function shownAttributes({ attributes }: McpWatchEvent): McpWatchEvent['attributes'] {
  const stack = attributes['exception.stacktrace'];
  const place = attributes['mcpwatch.stdout.location'];
  const task = attributes['mcp.task.id'];
  const spans = ['mcpwatch.died_in', 'mcpwatch.operation.id'].filter((name) => name in attributes);
  return {
    ...attributes,
    'mcpwatch.session.id': '5d1f3c8e9a7b2046-1',
    ...(stack === undefined ? {} : { 'exception.stacktrace': `${stack.split('\n')[0]}\n    at …` }),
    ...(place === undefined ? {} : { 'mcpwatch.stdout.location': place.replace(/^.*\//, '/srv/app/') }),
    ...(task === undefined ? {} : { 'mcp.task.id': '7f3e9d20c1b84a65' }),
    ...Object.fromEntries(spans.map((name) => [name, shownId(attributes[name] ?? '')])),
    ...('mcpwatch.client_wait_ms' in attributes ? { 'mcpwatch.client_wait_ms': '1.1' } : {}),
  };
}

function shown(event: McpWatchEvent, at: number): McpWatchEvent {
  return {
    ...event,
    event_id: `019ab0f5c400-5d1f3c8e9a7b2046-${String(at).padStart(6, '0')}`,
    trace_id: shownId(event.trace_id),
    span_id: shownId(event.span_id),
    parent_span_id: event.parent_span_id === null ? null : shownId(event.parent_span_id),
    started_at: SHOWN_TIME,
    ended_at: SHOWN_TIME,
    duration_ms: 1.234,
    error_message: event.error_message?.replace(/(?<=open for )[\d.]+(?= s)/, '1.5') ?? null,
    attributes: shownAttributes(event),
  };
}

const json = (event: McpWatchEvent | undefined, at: number) =>
  `\`\`\`json\n${event && JSON.stringify(shown(event, at), null, 2)}\n\`\`\``;

function page(events: readonly McpWatchEvent[], examples: readonly McpWatchEvent[]): string {
  const parts = Object.entries(TYPES).map(([type, { when, example }]) => {
    const at = events.findIndex((event) => event.event_name === example);
    const event = events[at];
    if (event?.event_type !== type) throw new Error(`no ${type} event was captured`);
    return `## \`${type}\`\n\n${when}\n\n${json(event, at + 1)}`;
  });
  const more = EXAMPLES.map(({ title, text }, at) => `### ${title}\n\n${text}\n\n${json(examples[at], 1)}`);
  return [
    '# Events',
    'An event is one JSON object. This page is written by `npm run docs` from a real session; identifiers, times and paths are replaced by fixed ones. The schema is [event.schema.json](../event.schema.json), which the package exports as `mcpwatch/event.schema.json`.',
    '## How events are sent',
    'As `POST {endpoint}/v1/events` with the body `{"batch": [event, …], "sdk": {…}}` and, with a key, the header `Authorization: Bearer <key>`. The endpoint answers 202 with `{"accepted", "rejected"}`.',
    '## Fields',
    fieldTable(),
    '## Attributes',
    attributeTable(),
    ...parts,
    '## More examples',
    ...more,
  ]
    .join('\n\n')
    .concat('\n');
}

function fieldTable(): string {
  const { properties } = JSON.parse(readFileSync('event.schema.json', 'utf8')) as {
    properties: Record<string, { type?: string | string[]; description?: string }>;
  };
  const rows = Object.entries(properties).map(
    ([name, { type = 'any', description = '' }]) => `| \`${name}\` | ${[type].flat().join(' or ')} | ${description} |`,
  );
  return ['| field | type | value |', '|---|---|---|', ...rows].join('\n');
}

describe('docs/events.md', () => {
  it('shows an event of every type as it is sent (otherwise: npm run docs)', async () => {
    const { events } = await watch({
      file: fixture('esm-stdio-server.mjs'),
      env: { MCPWATCH_API_KEY: '' },
      steps: [
        ...HANDSHAKE,
        { request: 'tools/call', params: { name: 'fail', arguments: {} } },
        { request: 'tools/call', params: { name: 'log', arguments: { text: 'hello' } } },
        { request: 'resources/read', params: { uri: 'note://one' } },
        { request: 'prompts/get', params: { name: 'greet', arguments: { name: 'Ada' } } },
        { post: 'tools/call', params: { name: 'ask', arguments: {} } },
        { until: 'elicitation/create' },
        { reply: 0, result: { action: 'accept', content: { ok: true } } },
        { until: 'they said accept' },
        { request: 'no/such/method' },
      ],
    });

    await expect(page(events, await recordExamples())).toMatchFileSnapshot('../../docs/events.md');
  }, 120_000);
});
