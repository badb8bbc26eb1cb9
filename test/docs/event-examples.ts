/** Events of docs/events.md that take a session of their own: each from a real server. */
import type { McpWatchEvent } from '../../src/model.js';
import { fixture } from '../support/project.js';
import { HANDSHAKE, type Step } from '../support/stdio-run.js';
import { type WatchOptions, watch } from '../support/watched.js';

interface Session extends Omit<WatchOptions, 'file' | 'steps'> {
  readonly file: string;
  readonly steps: readonly Step[];
}

export interface Example {
  readonly title: string;
  readonly text: string;
  readonly session: Session;
  readonly isShown: (event: McpWatchEvent) => boolean;
}

const call = (name: string, args: object = {}, more: object = {}) => ({ name, arguments: args, ...more });

/** What a client of revision 2026-07-28 says in each request. */
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test-client', version: '4.5.6' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
};

/** One call waits while the process dies in another one. */
const DEATH: Session = {
  file: 'dies-in-a-call.mjs',
  steps: [
    ...HANDSHAKE,
    { post: 'tools/call', params: call('wait') },
    { untilStderr: 'host waits' },
    { post: 'tools/call', params: call('throw') },
  ],
  ending: 'exits-by-itself',
};

/** The user answers after two and a half seconds; the limit of a hanging call is lowered to one and a half. */
const SLOW_USER: Session = {
  file: 'esm-stdio-server.mjs',
  env: { MCPWATCH_API_KEY: '', MCPWATCH_HUNG_AFTER: '1500' },
  steps: [
    ...HANDSHAKE,
    { request: 'tools/list' },
    { post: 'tools/call', params: call('ask') },
    { until: 'elicitation/create' },
    { request: 'tools/call', params: call('wait', { ms: 2500 }) },
    { reply: 0, result: { action: 'accept', content: { ok: true } } },
    { until: 'they said accept' },
  ],
};

export const EXAMPLES: readonly Example[] = [
  {
    title: 'A list',
    text: 'The first `tools/list` of a session, and each one that differs from the last, has the whole reply and its weight. The others have only the hash.',
    session: SLOW_USER,
    isShown: ({ event_name: name }) => name === 'tools/list',
  },
  {
    title: 'A call that is still open',
    text: 'Sent to `mcpwatch dev` when a call has been open for a second. The final event has the same `span_id` and takes its place.',
    session: SLOW_USER,
    isShown: ({ event_name: name, attributes }) => name === 'ask' && attributes['mcpwatch.state'] === 'started',
  },
  {
    title: 'A call that hangs',
    text: 'One for each call that is open for longer than `MCPWATCH_HUNG_AFTER`, as a child of the call. This one waits for its client to answer a question.',
    session: SLOW_USER,
    isShown: ({ event_name: name, attributes }) =>
      name === 'call.hanging' && attributes['mcpwatch.call.name'] === 'ask',
  },
  {
    title: 'A call in which the process died',
    text: 'Reported as failed, with the error that ended the process, or with the signal or exit code.',
    session: DEATH,
    isShown: ({ event_name: name }) => name === 'throw',
  },
  {
    title: 'A call that was open when the process died in another one',
    text: 'It points to that call. Where it is not known in which call the process died, each has what is known.',
    session: DEATH,
    isShown: ({ event_name: name }) => name === 'wait',
  },
  {
    title: 'A task',
    text: 'Its outcome, as a child of the call that created it: as long as the task has run.',
    session: {
      file: 'tasks-server.mjs',
      steps: [
        ...HANDSHAKE,
        { request: 'tools/call', params: call('fails', {}, { task: { ttl: 60_000 } }) },
        { until: 'notifications/tasks/status' },
      ],
      // Its store of tasks would keep it alive for a minute.
      ending: 'SIGTERM',
    },
    isShown: ({ attributes }) => attributes['mcpwatch.task.status'] !== undefined,
  },
  {
    title: 'A request for input',
    text: 'In revision 2026-07-28 a call may ask for something in its reply. The client repeats it with the answers, and the rounds of one operation share `mcpwatch.operation.id`.',
    session: {
      file: 'v2-asks-back.mjs',
      fileArgs: ['stdio'],
      steps: [{ request: 'tools/call', params: call('deploy-stateless', { env: 'staging' }, { _meta: MODERN }) }],
    },
    isShown: ({ attributes }) => attributes['mcpwatch.result_type'] === 'input_required',
  },
  {
    title: 'A notification from the client',
    text: 'Any that it sends, for `mcpwatch dev` and OpenTelemetry.',
    session: SLOW_USER,
    isShown: ({ event_name: name }) => name === 'notifications/initialized',
  },
  {
    title: 'A print on stdout',
    text: 'With `MCPWATCH_STDOUT=watch`: what was printed between the messages of a stdio server, and where.',
    session: {
      file: 'prints.mjs',
      env: { MCPWATCH_STDOUT: 'watch' },
      steps: [...HANDSHAKE, { request: 'tools/call', params: call('print', { what: 'log' }) }],
    },
    isShown: ({ event_name: name, attributes }) =>
      name === 'stdout.write' && attributes['mcpwatch.call.name'] !== undefined,
  },
];

/** The event of each example, in order. */
export async function recordExamples(): Promise<readonly McpWatchEvent[]> {
  const runs = new Map<Session, Promise<readonly McpWatchEvent[]>>();
  const eventsOf = (session: Session) => {
    const known = runs.get(session);
    if (known !== undefined) return known;
    const run = watch({ ...session, file: fixture(session.file) }).then(({ events }) => events);
    runs.set(session, run);
    return run;
  };
  return Promise.all(
    EXAMPLES.map(async ({ title, session, isShown }) => {
      const event = (await eventsOf(session)).find(isShown);
      if (event === undefined) throw new Error(`no event was captured for the example "${title}"`);
      return event;
    }),
  );
}
