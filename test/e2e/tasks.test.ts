/** Tasks: the reply that announces one is not its outcome (#9 A6). */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { InMemoryTaskStore } from '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from '../support/endpoint.js';
import { fixture, NODES, REGISTER_MJS, withTemporaryFolder } from '../support/project.js';

/** What official clients do, each with a server of its own, and what is recorded of it. */
function record(node: string, env: Record<string, string>, ...uses: readonly ((client: Client) => Promise<void>)[]) {
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    try {
      for (const use of uses) {
        const client = new Client(
          { name: 'task-client', version: '1.0.0' },
          { capabilities: { elicitation: { form: {} } } },
        );
        client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: { ok: true } }));
        await client.connect(
          new StdioClientTransport({
            command: node,
            args: ['--import', REGISTER_MJS, fixture('tasks-server.mjs')],
            env: {
              MCPWATCH_ENDPOINT: endpoint.url,
              MCPWATCH_SPOOL_DIR: spool,
              MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
              ...env,
            },
            stderr: 'ignore',
          }),
        );
        await use(client);
        await client.close();
      }
      return endpoint.events;
    } finally {
      await endpoint.close();
    }
  });
}

async function session(...run: Parameters<typeof record>) {
  return (await record(...run)).filter((event) => event.event_type === 'tool_call');
}

/** Calls a tool as a task, and follows it to its end. */
async function follow(client: Client, name: string): Promise<void> {
  for await (const _message of client.experimental.tasks.callToolStream({ name, arguments: {} }, undefined, {
    task: { ttl: 60_000 },
  })) {
    // The client polls until the task has ended.
  }
}

const brief = ({ event_name, is_error, attributes }: McpWatchEvent) =>
  [event_name, is_error ? 'failed' : 'ok', attributes['mcpwatch.result_type'] ?? 'outcome'].join(' ');

describe.each(NODES)('a task, on %s', (_name, node) => {
  it.each(['full', 'off'])('is a call, and its outcome a child of that, with payloads %s', async (payloads) => {
    const events = await session(node, { MCPWATCH_PAYLOADS: payloads }, (client) => follow(client, 'fails'));

    expect(events.map(brief)).toEqual(['fails ok task', 'fails failed outcome']);
    const [call, outcome] = events;
    expect(outcome).toMatchObject({
      parent_span_id: call?.span_id,
      trace_id: call?.trace_id,
      started_at: call?.started_at,
      error_message: payloads === 'full' ? 'the disk is full' : null,
    });
    expect(outcome?.duration_ms).toBeGreaterThanOrEqual(590);
    expect(outcome?.attributes).toMatchObject({
      'mcp.task.id': call?.attributes['mcp.task.id'],
      'mcpwatch.task.status': 'failed',
      'error.type': 'tool_error',
    });
    expect(call?.attributes['mcp.task.id']).toMatch(/^\w+/);
  });

  it('has its result, also when it ends before it is announced', async () => {
    const events = await session(node, {}, async (client) => {
      await follow(client, 'succeeds');
      await follow(client, 'at-once');
    });

    expect(events.map(brief)).toEqual([
      'succeeds ok task',
      'succeeds ok outcome',
      'at-once ok task',
      'at-once ok outcome',
    ]);
    expect(events[1]?.response_content).toMatchObject({ content: [{ text: 'all done' }] });
    expect(events[1]?.attributes['mcpwatch.response.bytes']).toBe(
      String(Buffer.byteLength(JSON.stringify(events[1]?.response_content))),
    );
    expect(events[3]?.response_content).toMatchObject({ content: [{ text: 'was quick' }] });
  });

  it('has its result when a worker of the server stores it, outside of any request', async () => {
    const events = await record(node, { MCPWATCH_API_KEY: '' }, (client) => follow(client, 'queued'));

    const [call, outcome] = events.filter((event) => event.event_type === 'tool_call');
    expect(outcome).toMatchObject({
      parent_span_id: call?.span_id,
      error_message: 'no paper',
      response_content: { content: [{ text: 'no paper' }] },
    });
    const statuses = events.filter(({ event_name }) => event_name === 'notifications/tasks/status');
    expect(statuses).toMatchObject([{ parent_span_id: call?.span_id }]);
  });

  it('that is cancelled, or has not ended when the process does, has an outcome that says so', async () => {
    const events = await session(node, {}, async (client) => {
      for (const end of ['cancel', 'exit']) {
        const stream = client.experimental.tasks.callToolStream({ name: 'endless', arguments: {} }, undefined, {
          task: { ttl: 60_000 },
        });
        for await (const message of stream) {
          if (message.type !== 'taskCreated') continue;
          if (end === 'cancel') await client.experimental.tasks.cancelTask(message.task.taskId);
          break;
        }
      }
    });

    expect(events.map((event) => [brief(event), event.attributes['error.type'] ?? ''].join(' '))).toEqual([
      'endless ok task ',
      'endless failed outcome cancelled',
      'endless ok task ',
      'endless failed outcome process_died',
    ]);
  });

  it('asks the user for its call, which has created it: not for the request that waits for the result', async () => {
    const events = await record(node, { MCPWATCH_API_KEY: '' }, (client) => follow(client, 'asks'));

    const [call, outcome] = events.filter((event) => event.event_type === 'tool_call');
    const asked = events.filter(({ event_name }) => event_name === 'elicitation/create');
    expect(asked).toMatchObject([{ parent_span_id: call?.span_id, response_content: { action: 'accept' } }]);
    expect(outcome).toMatchObject({ parent_span_id: call?.span_id, is_error: false });
    expect(Number(outcome?.attributes['mcpwatch.client_wait_ms'])).toBeGreaterThan(0);
    const waiting = events.filter(({ event_name }) => event_name === 'tasks/result');
    expect(waiting).toHaveLength(1);
    expect(waiting[0]?.attributes).not.toHaveProperty('mcpwatch.client_wait_ms');
  });

  it('in which the process dies suddenly has an outcome all the same, from the next process', async () => {
    const events = await session(
      node,
      { MCPWATCH_FLUSH_INTERVAL: '20' },
      (client) => follow(client, 'aborts').catch(() => {}),
      (client) => follow(client, 'succeeds'),
    );

    // What the process had not delivered and what is known of its death need not arrive in this order.
    const ofTask = events.filter(({ event_name }) => event_name === 'aborts');
    const [call, outcome] = ofTask.toSorted((one, other) => Number(one.is_error) - Number(other.is_error));
    expect(outcome).toMatchObject({
      parent_span_id: call?.span_id,
      trace_id: call?.trace_id,
      started_at: call?.started_at,
      is_error: true,
      error_message: 'no outcome: the process died without an exit (killed, aborted, crashed or out of memory)',
    });
    expect(outcome?.attributes).toMatchObject({
      'mcp.task.id': call?.attributes['mcp.task.id'],
      'mcpwatch.task.status': 'unknown',
      'error.type': 'process_died',
    });
    expect(events.map(brief).toSorted()).toEqual([
      'aborts failed outcome',
      'aborts ok task',
      'succeeds ok outcome',
      'succeeds ok task',
    ]);
  });

  it('that the server awaits itself is one ordinary call', async () => {
    const events = await session(node, {}, async (client) => {
      await client.callTool({ name: 'succeeds', arguments: {} });
    });

    expect(events.map(brief)).toEqual(['succeeds ok outcome']);
    expect(events[0]?.response_content).toMatchObject({ content: [{ text: 'all done' }] });
  });
});

describe('a task of the client, with which it answers its server', () => {
  it('is waited for by the call that asks, not only while its state is asked for', async () => {
    const events = await recordAnsweredByTask(300);

    const [call] = events.filter(({ event_type }) => event_type === 'tool_call');
    const asked = events.find(({ event_name }) => event_name === 'elicitation/create');
    expect(asked).toMatchObject({ parent_span_id: call?.span_id, attributes: { 'mcpwatch.result_type': 'task' } });
    const polls = events.filter(({ event_name }) => event_name === 'tasks/get');
    expect(new Set(polls.map(({ attributes }) => attributes['mcp.task.id']))).toEqual(
      new Set([asked?.attributes['mcp.task.id']]),
    );
    expect(Number(call?.attributes['mcpwatch.client_wait_ms'])).toBeGreaterThanOrEqual(290);
  });
});

/** A user who answers after a while, as a task of the client. */
function recordAnsweredByTask(afterMs: number) {
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    const client = new Client(
      { name: 'task-client', version: '1.0.0' },
      {
        capabilities: { elicitation: { form: {} }, tasks: { requests: { elicitation: { create: {} } } } },
        taskStore: new InMemoryTaskStore(),
      },
    );
    client.setRequestHandler(ElicitRequestSchema, async (_request, { taskStore }) => {
      if (taskStore === undefined) throw new Error('no task was asked for');
      const task = await taskStore.createTask({ ttl: 60_000, pollInterval: 50 });
      const answer = { action: 'accept', content: {} };
      setTimeout(() => void taskStore.storeTaskResult(task.taskId, 'completed', answer), afterMs);
      return { task };
    });
    try {
      await client.connect(
        new StdioClientTransport({
          command: process.execPath,
          args: ['--import', REGISTER_MJS, fixture('asks-for-tasks.mjs')],
          env: { MCPWATCH_ENDPOINT: endpoint.url, MCPWATCH_SPOOL_DIR: spool, MCPWATCH_SHUTDOWN_TIMEOUT: '20000' },
          stderr: 'ignore',
        }),
      );
      await client.callTool({ name: 'ask', arguments: {} });
      await client.close();
      return endpoint.events;
    } finally {
      await client.close();
      await endpoint.close();
    }
  });
}
