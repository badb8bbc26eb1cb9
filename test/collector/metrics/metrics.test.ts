/** `GET /metrics`: checked by Prometheus's own tool where it is installed (Debian: prometheus). */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nextEvent, startCollector } from '../../support/collector.js';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool) console.error('promtool was not found: its check is skipped (Debian: apt-get install prometheus).');

async function startWithEvents() {
  const started = await startCollector('memory');
  await started.post(
    nextEvent({ event_type: 'initialize', event_name: 'server.initialize', mcp_method: 'initialize' }),
    nextEvent({ duration_ms: 12, mcp_method: 'tools/call' }),
    nextEvent({ duration_ms: 400_000, mcp_method: 'tools/call' }),
    nextEvent({ is_error: true, attributes: { 'error.type': 'tool_error' } }),
    nextEvent({ event_name: 'quote " backslash \\ line\nbreak', mcp_method: 'tools/call' }),
    nextEvent({ event_name: 'no_such_tool', is_error: true, attributes: { 'error.type': '-32602' } }),
    nextEvent({
      event_type: 'request' as 'error',
      event_name: 'sampling/createMessage',
      mcp_method: 'sampling/createMessage',
      parent_span_id: 'b7ad6b7169203331',
      attributes: { 'mcpwatch.direction': 'outbound', 'mcpwatch.dropped.queue_full': '2' },
    }),
    nextEvent({ attributes: { 'mcpwatch.state': 'started' } }),
    { nonsense: true },
  );
  return started;
}

describe('/metrics', () => {
  it('counts operations in the conventions’ buckets', async () => {
    const { get } = await startWithEvents();
    const answer = await get('/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await answer.text();
    const ok =
      'mcp_method_name="tools/call",network_transport="pipe",mcp_protocol_version="2025-11-25",gen_ai_tool_name="add"';
    const name = 'mcp_server_operation_duration_seconds';
    expect(text).toContain(`${name}_bucket{${ok},le="0.01"} 0\n`);
    expect(text).toContain(`${name}_bucket{${ok},le="0.02"} 1\n`);
    expect(text).toContain(`${name}_bucket{${ok},le="300"} 1\n`);
    expect(text).toContain(`${name}_bucket{${ok},le="+Inf"} 2\n`);
    expect(text).toContain(`${name}_count{${ok}} 2\n`);
    expect(text).toContain(`${name}_sum{${ok}} 400.012\n`);
    expect(text.match(new RegExp(`^${name}_bucket\\{${ok},le=`, 'gm'))).toHaveLength(15);
    expect(text).toContain('mcp_client_operation_duration_seconds_count{mcp_method_name="sampling/createMessage"');
    expect(text).toMatch(/^mcpwatch_events_total\{event_type="tool_call"\} 5$/m);
    expect(text).toMatch(/^mcpwatch_events_lost_total\{reason="queue_full"\} 2$/m);
    expect(text).toMatch(/^mcpwatch_events_rejected_total 1$/m);
    expect(text).toMatch(/^mcpwatch_operations_running 1$/m);
  });

  it('names no tool that no server has', async () => {
    const { get, post } = await startWithEvents();
    await post(
      ...Array.from({ length: 3000 }, (_, at) =>
        nextEvent({ event_name: `made_up_${at}`, is_error: true, attributes: { 'error.type': `type_${at}` } }),
      ),
    );
    const text = await (await get('/metrics')).text();
    expect(text).toContain('gen_ai_tool_name="_OTHER"');
    expect(text).not.toContain('made_up_');
    expect(text).not.toContain('no_such_tool');
    expect(text.match(/_duration_seconds_count/g)?.length).toBeLessThanOrEqual(2002);
  });

  it.runIf(hasPromtool)('passes promtool check metrics', async () => {
    const { get } = await startWithEvents();
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await (await get('/metrics')).text(),
      encoding: 'utf8',
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
