/** A session over streamable HTTP, message by message. */
import { startProgram } from './program.mjs';
import { STEPS, withEnvelope } from './session.mjs';

/** `initialize` and one call; `port` waits for the server and returns its port. */
export async function playHttp(
  [command, args, options],
  path,
  receiver,
  { call = STEPS.success, port: portOf = (program) => program.port() } = {},
) {
  const program = startProgram(command, args, { ...options, receiver });
  const port = await portOf(program);
  const replies = [];
  let session;
  const post = async (body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(session && { 'mcp-session-id': session }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    });
    session ??= response.headers.get('mcp-session-id') ?? undefined;
    const text = (await response.text()).replace(/^id: .*$/gm, 'id: …');
    replies.push([response.status, response.headers.get('content-type'), text]);
  };
  const { method, params, followedBy } = STEPS.initialize;
  await post({ id: 1, method, params });
  await post(followedBy);
  await post({ id: 2, ...call });
  return { replies, ...(await program.finish({ signal: 'SIGTERM' })) };
}

/** A list of tools in a revision that does not exist: the entry points of SDK v2 reject it without creating a server. */
export async function playRejection([command, args, options], path, receiver) {
  const program = startProgram(command, args, { ...options, receiver });
  const response = await fetch(`http://127.0.0.1:${await program.port()}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2099-01-01',
      'mcp-method': 'tools/list',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...withEnvelope(STEPS.list, '2099-01-01') }),
  });
  const replies = [response.status, await response.text()];
  return { replies, ...(await program.finish({ signal: 'SIGTERM' })) };
}
