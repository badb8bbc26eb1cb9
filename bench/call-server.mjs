/**
 * The server of bench/call.mjs: a real one, on the SDK and the transport that its arguments name (`v1` or `v2`; `stdio`,
 * `http` or `http-stateless`; bytes of text in a result). Its parent asks for its figures over IPC, which all transports leave free.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { z } from 'zod';

const [, , generation, wire, bytes] = process.argv;
/** The histogram counts from timer to timer, so each of its values contains the resolution. */
const RESOLUTION_MS = 10;
const WORDS =
  'The report was read twice before "anyone" signed it; on line 12 the total (€ 4,310.00) had been\nmoved by one column'.split(
    ' ',
  );

/** Has no factor in common with the number of words, so that all of them come up. */
const STEP = 5;

/** Prose of this size; 16 different texts, so that no result is the one before. */
const TEXTS = Array.from({ length: 16 }, (_, seed) => {
  let text = '';
  for (let index = seed; text.length < Number(bytes); index += 1) text += `${WORDS[(index * STEP) % WORDS.length]} `;
  return text.slice(0, Number(bytes));
});

async function load() {
  if (generation === 'v1') {
    const { McpServer } = await import('@modelcontextprotocol/sdk/server/mcp.js');
    const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
    const { StreamableHTTPServerTransport } = await import('@modelcontextprotocol/sdk/server/streamableHttp.js');
    return { McpServer, Stdio: StdioServerTransport, Http: StreamableHTTPServerTransport };
  }
  const { McpServer } = await import('@modelcontextprotocol/server');
  const { StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
  const { NodeStreamableHTTPServerTransport } = await import('@modelcontextprotocol/node');
  return { McpServer, Stdio: StdioServerTransport, Http: NodeStreamableHTTPServerTransport };
}

const { McpServer, Stdio, Http } = await load();
const inputSchema = z.object({ path: z.string() });
let calls = 0;

function makeServer() {
  const server = new McpServer({ name: 'bench', version: '1.0.0' });
  server.registerTool('read', { inputSchema }, async () => {
    calls += 1;
    return { content: [{ type: 'text', text: TEXTS[calls % TEXTS.length] }] };
  });
  return server;
}

async function oneSession() {
  const transport = new Http({ sessionIdGenerator: () => randomUUID() });
  await makeServer().connect(transport);
  return (request, response) => transport.handleRequest(request, response);
}

async function serverForEach(request, response) {
  const server = makeServer();
  const transport = new Http({ sessionIdGenerator: undefined });
  response.on('close', () => {
    transport.close();
    server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(request, response);
}

async function listen(handle) {
  const web = createServer(handle);
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  return web.address().port;
}

const lag = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
lag.enable();
let begun;

/** CPU time of the main thread in µs; `undefined` where neither Node nor the system tells it. */
function mainThread() {
  if (process.threadCpuUsage !== undefined) {
    const { user, system } = process.threadCpuUsage();
    return user + system;
  }
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  // In ticks of 10 ms, whatever the kernel counts in.
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

const ASKED = {
  begin() {
    lag.reset();
    begun = { cpu: process.cpuUsage(), main: mainThread() };
  },
  end() {
    const { user, system } = process.cpuUsage(begun.cpu);
    return {
      cpuUs: user + system,
      mainUs: begun.main === undefined ? undefined : mainThread() - begun.main,
      lagMs: lag.percentile(99) / 1e6 - RESOLUTION_MS,
      rssMb: process.memoryUsage.rss() / 2 ** 20,
    };
  },
};
process.on('message', (question) => process.send({ answer: ASKED[question]() }));

if (wire === 'http') process.send({ port: await listen(await oneSession()) });
else if (wire === 'http-stateless') process.send({ port: await listen(serverForEach) });
else {
  await makeServer().connect(new Stdio());
  process.send({ port: 0 });
  // Nothing but the client's pipe keeps a stdio server alive.
  process.channel.unref();
}
