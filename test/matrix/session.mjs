/** The scripted session of the matrix: everything that a client does, once, always in the same order. */
import { startProgram } from './program.mjs';

const CLIENT = { name: 'matrix-client', version: '0.9.0' };
const call = (name, args, extra = {}) => ({ method: 'tools/call', params: { name, arguments: args, ...extra } });

/** Steps by name: a request that is answered, unless the step says how it ends. */
export const STEPS = {
  initialize: {
    method: 'initialize',
    params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: CLIENT },
    followedBy: { method: 'notifications/initialized' },
  },
  ping: { method: 'ping' },
  list: { method: 'tools/list' },
  success: call('echo', { text: 'hi' }),
  'thrown error': call('fail', {}),
  'unknown tool': call('nosuch', {}),
  'bad arguments': call('echo', { text: 5 }),
  'malformed params': { method: 'tools/call', params: { arguments: {} } },
  'unknown method': { method: 'nosuch/method' },
  resource: { method: 'resources/read', params: { uri: 'matrix://static' } },
  template: { method: 'resources/read', params: { uri: 'matrix://item/7' } },
  'missing resource': { method: 'resources/read', params: { uri: 'matrix://none' } },
  prompt: { method: 'prompts/get', params: { name: 'greet', arguments: { name: 'Ada' } } },
  'failing prompt': { method: 'prompts/get', params: { name: 'boom' } },
  completion: {
    method: 'completion/complete',
    params: { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'name', value: 'A' } },
  },
  notification: call('log', {}),
  progress: call('progress', {}, { _meta: { progressToken: 'token' } }),
  trace: call('echo', { text: 'hi' }, { _meta: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` } }),
  cancel: { ...call('slow', {}), cancelled: true },
};

/** SDK 1.24 and later: a call that answers with a task, and the task's result. */
export const TASK_STEPS = {
  task: call('later', { text: 'hi' }, { task: { ttl: 60_000 } }),
  'task result': { method: 'tasks/result', params: ({ task }) => ({ taskId: task.result.task.taskId }) },
};

/** `step` as in revision 2026-07-28, in which each request names its client. */
export const withEnvelope = ({ params, ...step }, revision = '2026-07-28') => ({
  ...step,
  params: {
    ...params,
    _meta: {
      'io.modelcontextprotocol/protocolVersion': revision,
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': CLIENT,
    },
  },
});

/** Runs `steps` against a stdio server, and waits for `beforeEnd`. */
export async function playSession(command, args, { steps = STEPS, beforeEnd, ...options } = {}) {
  const program = startProgram(command, args, options);
  const replies = {};
  let id = 0;
  for (const [name, step] of Object.entries(steps)) {
    id += 1;
    const params = typeof step.params === 'function' ? step.params(replies) : step.params;
    program.send({ jsonrpc: '2.0', id, method: step.method, ...(params && { params }) });
    if (step.cancelled) {
      const cancelled = { requestId: id, reason: 'changed my mind' };
      // The cancellation must reach a running handler: the reply to a ping after the call shows that it has started.
      program.send({ jsonrpc: '2.0', id: `after ${id}`, method: 'ping' });
      await program.reply(`after ${id}`);
      program.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: cancelled });
      program.send({ jsonrpc: '2.0', id: `end of ${id}`, method: 'ping' });
      await program.reply(`end of ${id}`);
      continue;
    }
    replies[name] = await program.reply(id);
    if (step.followedBy) program.send({ jsonrpc: '2.0', ...step.followedBy });
  }
  await beforeEnd?.();
  return { ...(await program.finish()), replies };
}

/** What the client received, byte for byte, except what is random or depends on time. */
export const clientView = ({ lines, code, signal }) => ({
  lines: lines.map((line) =>
    line.replace(/"taskId":"[^"]+"/g, '"taskId":"…"').replace(/"(createdAt|lastUpdatedAt)":"[^"]+"/g, '"$1":"…"'),
  ),
  code,
  signal,
});
