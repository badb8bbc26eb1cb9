/** A session in which everything happens that the page has a look for, with one text in every name. */
import { nextEvent, type TestCollector } from '../support/collector.js';

const OWN_STACK =
  'Error: it broke\n    at search (/srv/notes/search.js:12:5)\n    at run (/srv/notes/node_modules/sdk/a.js:1:1)';

const definitionOf = (name: string, description: string) => ({
  name,
  description,
  inputSchema: { type: 'object', properties: { [name]: { type: 'string', description } } },
});

const listOf = (text: string, description: string) =>
  nextEvent({
    event_type: 'request',
    event_name: 'tools/list',
    mcp_method: 'tools/list',
    server_name: text,
    response_content: { tools: [definitionOf(text, description), definitionOf(`${text} unused`, description)] },
  });

/** Every kind of row, problem, tool and session, with `text` wherever a server or a client chooses the words. */
export async function play({ post }: TestCollector, text: string): Promise<void> {
  const named = { server_name: text, client_name: text, server_version: text, client_version: text };
  const call = { ...named, event_name: text, request_params: { [text]: text } };
  const asking = nextEvent({ ...call, duration_ms: 3000, attributes: { 'mcpwatch.client_wait_ms': '2500' } });
  const hanging = nextEvent({ ...call, attributes: { 'mcpwatch.state': 'started' } });
  await post(
    nextEvent({ ...named, event_type: 'initialize', event_name: 'server.initialize', mcp_method: 'initialize' }),
    listOf(text, text),
    listOf(text, `${text}, changed`),
    asking,
    nextEvent({
      ...named,
      event_type: 'request',
      event_name: 'elicitation/create',
      mcp_method: 'elicitation/create',
      parent_span_id: asking.span_id,
      duration_ms: 2500,
      attributes: { 'mcpwatch.direction': 'outbound' },
    }),
    nextEvent({ ...named, event_type: 'notification', event_name: text, mcp_method: text }),
    nextEvent({
      ...call,
      response_content: {
        content: [
          { type: 'text', text },
          { type: 'image', data: text, mimeType: text },
        ],
      },
    }),
    nextEvent({
      ...call,
      is_error: true,
      error_message: text,
      attributes: {
        'error.type': 'tool_error',
        'exception.type': text,
        'exception.message': text,
        'exception.stacktrace': `${text}\n${OWN_STACK}`,
        [text]: text,
      },
    }),
    hanging,
    nextEvent({
      ...named,
      event_type: 'error',
      event_name: 'call.hanging',
      parent_span_id: hanging.span_id,
      is_error: true,
      error_message: text,
    }),
    nextEvent({
      ...call,
      is_error: true,
      error_message: text,
      attributes: { 'error.type': 'process_died', 'mcpwatch.session.id': text },
    }),
  );
}

export interface Place {
  readonly name: string;
  readonly at: string;
}

/** Every view, with what can be open in it. */
export async function placesOf({ json }: TestCollector): Promise<readonly Place[]> {
  const [{ items: sessions }, { items: events }, { items: problems }, { items: tools }] = await Promise.all(
    ['/api/sessions', '/api/events?filter=type:tool_call&limit=50', '/api/problems', '/api/tools'].map(json),
  );
  const at = (path: string, parameters: Readonly<Record<string, string>> = {}) => {
    const query = new URLSearchParams(parameters).toString();
    return `#/${path}${query === '' ? '' : `?${query}`}`;
  };
  const failed = events.find(({ status }: { status: string }) => status === 'error');
  const [newest, , third] = events;
  return [
    { name: 'live', at: at('live') },
    { name: 'a call', at: at('live', { event: third.event_id }) },
    { name: 'an error', at: at('live', { event: failed.event_id }) },
    { name: 'a comparison', at: at('live', { event: newest.event_id, compare: third.event_id }) },
    { name: 'marks', at: at('live', { mark: 'status:error' }) },
    { name: 'no match', at: at('live', { filter: 'tool:no-such-tool' }) },
    { name: 'sessions', at: at('sessions') },
    { name: 'a session', at: at(`sessions/${encodeURIComponent(sessions[0].session_id)}`, { event: newest.event_id }) },
    { name: 'tools', at: at('tools') },
    { name: 'a tool', at: at('tools', { tool: JSON.stringify([tools[0].server_name, tools[0].name]) }) },
    { name: 'problems', at: at('problems') },
    { name: 'a problem', at: at('problems', { problem: problems[0].problem_id }) },
    { name: 'charts', at: at('charts') },
    { name: 'charts by tool', at: at('charts', { by: 'tool' }) },
  ];
}
