/** Tasks as the extension of revision 2026-07-28 (SEP-2663): the task has its result (#10). */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { post, request, watchHttp } from '../support/watched-http.js';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'polls', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** The official clients reject a task, so these are the requests of one that does not. */
async function ask(url: URL, method: string, name: string, params: object): Promise<string> {
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method, 'mcp-name': name };
  return (await post(url, request(1, method, { ...params, _meta: META }), headers)).text;
}

async function follow(url: URL, name: string, isCancelled = false): Promise<void> {
  const created = await ask(url, 'tools/call', name, { name, arguments: {} });
  const [, taskId = ''] = /"taskId":"([^"]+)"/.exec(created) ?? [];
  if (isCancelled) await ask(url, 'tasks/cancel', taskId, { taskId });
  while (!/"status":"(completed|failed|cancelled)"/.test(await ask(url, 'tasks/get', taskId, { taskId })))
    await sleep(20);
}

const brief = ({ event_name, attributes, is_error, error_message, response_content }: McpWatchEvent) => [
  event_name,
  attributes['mcpwatch.task.status'],
  is_error ? error_message : response_content,
];

it.each(['full', 'off'])(
  'a task of SDK v2 is a call, and its outcome a child of that, with payloads %s',
  async (payloads) => {
    const { events } = await watchHttp({
      fixture: 'v2-task-extension.mjs',
      env: { MCPWATCH_PAYLOADS: payloads },
      use: async ({ url }) => {
        for (const name of ['succeeds', 'has-an-error', 'fails']) await follow(url, name);
        await follow(url, 'endless', true);
      },
    });

    const ofTools = events.filter(({ event_type }) => event_type === 'tool_call');
    const calls = ofTools.filter(({ attributes }) => attributes['mcpwatch.result_type'] === 'task');
    const outcomes = ofTools.filter((event) => !calls.includes(event));
    expect(calls.map(({ event_name }) => event_name)).toEqual(['succeeds', 'has-an-error', 'fails', 'endless']);
    expect(outcomes.map(({ parent_span_id }) => parent_span_id)).toEqual(calls.map(({ span_id }) => span_id));
    expect(outcomes.map(({ attributes }) => attributes['mcp.task.id'])).toEqual(
      calls.map(({ attributes }) => attributes['mcp.task.id']),
    );
    const isFull = payloads === 'full';
    expect(outcomes.map(brief)).toEqual([
      ['succeeds', 'completed', isFull ? { content: [{ type: 'text', text: 'all done' }] } : null],
      ['has-an-error', 'completed', isFull ? 'the disk is full' : null],
      ['fails', 'failed', isFull ? 'the tool broke' : null],
      ['endless', 'cancelled', isFull ? 'the task was cancelled' : null],
    ]);
  },
);
