import { describe, expect, it } from 'vitest';
import { fixture, NODES } from '../support/project.js';
import { watch } from '../support/watched.js';

describe.each(NODES)('a transport that fails to send, on %s', (_name, node) => {
  it.each(['throws', 'rejects', 'later'])('%s: the host sees what it sees without mcpwatch', async (way) => {
    const { plain, watched } = await watchFailing(node, way);

    expect(plain.stdout).toContain('["host saw","Failed to send response: Error: the pipe is gone"]');
    expect(watched.stdout).toBe(plain.stdout);
    expect([watched.exitCode, watched.signal]).toEqual([plain.exitCode, plain.signal]);
  });

  it.each(['throws', 'rejects', 'later'])('%s: the failure is recorded as a child of its call', async (way) => {
    const { events } = await watchFailing(node, way);
    const [call] = events.filter((event) => event.event_type === 'tool_call');
    const failures = events.filter((event) => event.event_type === 'error');

    expect(events.filter((event) => event.event_type === 'tool_call')).toHaveLength(3);
    expect(failures.map((event) => event.event_name).sort()).toEqual(['tools/call', 'tools/list']);
    for (const event of failures) {
      expect(event).toMatchObject({ is_error: true, error_message: 'the pipe is gone', mcp_method: event.event_name });
      expect(event.attributes['error.type']).toBe('send_failed');
    }
    expect(failures.find((event) => event.event_name === 'tools/call')).toMatchObject({
      trace_id: call?.trace_id,
      parent_span_id: call?.span_id,
      attributes: { 'jsonrpc.request.id': '2' },
    });
  });
});

const watchFailing = (node: string, way: string) =>
  watch({ node, file: fixture('unsent-replies.mjs'), fileArgs: [way], steps: [], ending: 'exits-by-itself' });
