/** The tools that list what there is: servers, sessions, calls, problems. */
import type { ProblemGroup } from '../../collector/query/problems-query.js';
import type { Session } from '../../collector/query/sessions-query.js';
import type { EventSource } from '../source/event-source.js';
import { listOf, NUMBER, object, open, orNull, TEXT } from './json-schema.js';
import { CALL, CURSOR, FILTER, limit, PAGED } from './schemas.js';
import { shownCall } from './shown-call.js';
import { type Arguments, type EventTool, listParameters } from './tool.js';

const SESSIONS_READ = 200;
const CLIENTS_SHOWN = 10;

export const listServers: EventTool = {
  name: 'list_servers',
  title: 'Observed servers',
  description: 'The MCP servers that were observed, with their versions, clients, and when each was active last.',
  input: object({}),
  output: object({
    servers: listOf(
      object({
        server_name: TEXT,
        versions: listOf(TEXT),
        clients: listOf(TEXT),
        events: NUMBER,
        open_sessions: NUMBER,
        last_at: orNull('string'),
      }),
    ),
  }),
  async run(source) {
    const values = await source.ask('values', { key: 'server', limit: '100' });
    const sessions = await source.ask('sessions', { limit: String(SESSIONS_READ) });
    const servers = values.items.map(({ value, count }) => ({
      server_name: value,
      events: count,
      ...factsOf(sessions.items.filter(({ server_name }) => server_name === value)),
    }));
    return { servers };
  },
};

function factsOf(sessions: readonly Session[]) {
  const distinct = (names: readonly string[]) =>
    [...new Set(names)].filter((name) => name !== '').slice(0, CLIENTS_SHOWN);
  return {
    versions: distinct(sessions.map(({ server_version }) => server_version)),
    clients: distinct(sessions.map(({ client_name }) => client_name)),
    open_sessions: sessions.filter(({ status }) => status === 'open').length,
    last_at: sessions[0]?.last_at ?? null,
  };
}

const SESSION = open({
  session_id: TEXT,
  server_name: TEXT,
  client_name: TEXT,
  transport_type: TEXT,
  started_at: TEXT,
  last_at: TEXT,
  status: TEXT,
  calls: NUMBER,
  errors: NUMBER,
  running: NUMBER,
});

export const listSessions: EventTool = {
  name: 'list_sessions',
  title: 'Sessions',
  description: 'Connections between a client and a server, last active first, with their number of calls and errors.',
  input: object({ filter: FILTER, limit: limit(50, 20), cursor: CURSOR }, []),
  output: object({ sessions: listOf(SESSION), ...PAGED }),
  async run(source, args) {
    const { items, next, complete } = await source.ask('sessions', listParameters(args, 20));
    return { sessions: items, next_cursor: next, complete };
  },
};

export const searchCalls: EventTool = {
  name: 'search_calls',
  title: 'Calls',
  description:
    'Calls of tools, resources, prompts and other requests that match a filter, newest first, without arguments and results: get_call has those.',
  input: object({ filter: FILTER, limit: limit(100, 20), cursor: CURSOR }, []),
  output: object({ calls: listOf(CALL), ...PAGED }),
  async run(source, args) {
    const { items, next, complete } = await source.ask('calls', listParameters(args, 20));
    return { calls: items.map(shownCall), next_cursor: next, complete };
  },
};

const PROBLEM = open({
  problem_id: TEXT,
  kind: TEXT,
  title: TEXT,
  count: NUMBER,
  servers: listOf(TEXT),
  servers_total: NUMBER,
  names: listOf(TEXT),
  names_total: NUMBER,
  first_at: TEXT,
  last_at: TEXT,
  last_event_id: orNull('string'),
});

export const listProblems: EventTool = {
  name: 'list_problems',
  title: 'Problems',
  description:
    'Failures in groups of the same kind and message, newest first: errors, hanging calls, servers that died, lost events. ' +
    'search_calls with problem:<problem_id> has the calls of one.',
  input: object({ filter: FILTER, limit: limit(50, 20), cursor: CURSOR }, []),
  output: object({ problems: listOf(PROBLEM), ...PAGED }),
  async run(source: EventSource, args: Arguments) {
    const { items, next, complete } = await source.ask('problems', listParameters(args, 20));
    return { problems: items.map(shownProblem), next_cursor: next, complete };
  },
};

function shownProblem({ open_calls, trend: _, ...problem }: ProblemGroup) {
  return { ...problem, open_calls: open_calls.slice(0, CLIENTS_SHOWN).map(shownCall) };
}
