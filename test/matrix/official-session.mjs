/** `connect`, the list of tools and one call by the official client, over the server's own transport. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { prepareRun, startProgram } from './program.mjs';
import { STEPS } from './session.mjs';

/**
 * `mode` is what the client asks for, as in its option `versionNegotiation`; `http` is the server's path, undefined for
 * stdio.
 */
export async function playOfficial([command, args, { cwd, env }], { http, mode, receiver }) {
  const client = new Client({ name: 'official-client', version: '7.8.9' }, { versionNegotiation: { mode } });
  const play = async (transport) => {
    await client.connect(transport);
    const replies = [client.getServerVersion(), await client.listTools(), await client.callTool(STEPS.success.params)];
    await client.close();
    return replies;
  };
  if (http === undefined) {
    const run = prepareRun({ env, receiver });
    const replies = await play(new StdioClientTransport({ command, args, cwd, env: run.env, stderr: 'ignore' }));
    return { replies, events: run.end(), errors: [] };
  }
  const program = startProgram(command, args, { cwd, env, receiver });
  const url = new URL(`http://127.0.0.1:${await program.port()}${http}`);
  const replies = await play(new StreamableHTTPClientTransport(url));
  return { replies, ...(await program.finish({ signal: 'SIGTERM' })) };
}
