/** Frameworks that make the server themselves. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checkShort, differs, OK, shortSteps } from './check.mjs';
import { installedVersion, packages } from './packages.mjs';
import { preload, startProgram } from './program.mjs';
import { STEPS } from './session.mjs';

const ADAPT = `
const http = require('node:http');
const serveFetch = (handle) => http.createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const body = req.method === 'POST' ? Buffer.concat(chunks) : undefined;
  const response = await handle(new Request('http://127.0.0.1' + req.url, { method: req.method, headers: req.headers, body }));
  res.writeHead(response.status, Object.fromEntries(response.headers));
  res.end(Buffer.from(await response.arrayBuffer()));
}).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;

const V1 = { '@modelcontextprotocol/sdk': '1', zod: '4' };

const FRAMEWORKS = {
  fastmcp: {
    dependencies: { fastmcp: 'latest', zod: '4' },
    files: {
      'main.mjs': `import { FastMCP } from 'fastmcp';
import * as z from 'zod';
const server = new FastMCP({ name: 'fast', version: '1.0.0' });
server.addTool({ name: 'echo', description: 'e', parameters: z.object({ text: z.string() }), execute: async ({ text }) => text });
server.start({ transportType: 'stdio' });`,
    },
  },
  'mcp-framework': {
    dependencies: { 'mcp-framework': 'latest', zod: '3' },
    files: {
      'app/tools/EchoTool.js': `import { MCPTool } from 'mcp-framework';
import { z } from 'zod';
export default class EchoTool extends MCPTool {
  name = 'echo';
  description = 'e';
  schema = { text: { type: z.string(), description: 't' } };
  async execute({ text }) { return text; }
}`,
      'app/package.json': '{"type":"module","name":"app","version":"1.0.0"}',
      'main.mjs': `import { MCPServer } from 'mcp-framework';
new MCPServer({ name: 'framework', version: '1.0.0', basePath: new URL('./app', import.meta.url).pathname }).start();`,
    },
  },
  '@mastra/mcp': {
    dependencies: { '@mastra/mcp': 'latest', '@mastra/core': 'latest', zod: '4' },
    folder: 'mastra',
    // Its list of tools fails with this schema, with us or without.
    omit: ['list'],
    files: {
      'main.mjs': `import { MCPServer } from '@mastra/mcp';
import { createTool } from '@mastra/core/tools';
import * as z from 'zod';
const echo = createTool({ id: 'echo', description: 'e', inputSchema: z.object({ text: z.string() }), execute: async (input) => ({ text: input.text ?? input.context?.text }) });
new MCPServer({ name: 'mastra', version: '1.0.0', tools: { echo } }).startStdio();`,
    },
  },
  '@hono/mcp': {
    dependencies: { '@hono/mcp': 'latest', hono: '4', '@hono/node-server': '1', ...V1 },
    folder: 'hono-mcp',
    http: '/mcp',
    files: {
      'main.mjs': `import { Hono } from 'hono';
import { serve } from '@hono/node-server';
import { StreamableHTTPTransport } from '@hono/mcp';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import * as z from 'zod';
const mcp = new McpServer({ name: 'hono', version: '1.0.0' });
mcp.registerTool('echo', { inputSchema: { text: z.string() } }, async ({ text }) => ({ content: [{ type: 'text', text }] }));
const transport = new StreamableHTTPTransport();
const app = new Hono();
app.all('/mcp', async (c) => {
  if (!mcp.isConnected()) await mcp.connect(transport);
  return transport.handleRequest(c);
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log('port ' + port));`,
    },
  },
  'mcp-handler': {
    dependencies: { 'mcp-handler': 'latest', ...V1, next: '15', react: '19', 'react-dom': '19' },
    http: '/mcp',
    files: {
      'main.cjs': `const { createMcpHandler } = require('mcp-handler');
const z = require('zod');
${ADAPT}
serveFetch(createMcpHandler((server) => {
  server.registerTool('echo', { title: 'echo', description: 'e', inputSchema: { text: z.string() } }, async ({ text }) => ({ content: [{ type: 'text', text }] }));
}, { serverInfo: { name: 'handler', version: '1.0.0' } }, { basePath: '', disableSse: true }));`,
    },
  },
  '@rekog/mcp-nest': {
    dependencies: {
      '@rekog/mcp-nest': 'latest',
      ...V1,
      '@nestjs/common': '11',
      '@nestjs/core': '11',
      '@nestjs/platform-express': '11',
      '@nestjs/microservices': '11',
      'reflect-metadata': '0.2',
      rxjs: '7',
    },
    folder: 'mcp-nest',
    http: '/mcp',
    files: {
      'main.cjs': `require('reflect-metadata');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { Payload } = require('@nestjs/microservices');
const { McpController, McpStrategy, StreamableHttpTransport, Tool } = require('@rekog/mcp-nest');
const z = require('zod');
class Echo { async echo({ text }) { return { content: [{ type: 'text', text }] }; } }
Payload()(Echo.prototype, 'echo', 0);
Tool({ name: 'echo', description: 'e', parameters: z.object({ text: z.string() }) })(Echo.prototype, 'echo', Object.getOwnPropertyDescriptor(Echo.prototype, 'echo'));
McpController()(Echo);
class App {}
Module({ controllers: [Echo] })(App);
const mcp = new McpStrategy({ name: 'nest', version: '1.0.0', transports: [new StreamableHttpTransport()] });
NestFactory.create(App, { logger: false }).then(async (app) => {
  mcp.setHttpAdapter(app.getHttpAdapter());
  app.connectMicroservice({ strategy: mcp });
  await app.startAllMicroservices();
  const http = await app.listen(0, '127.0.0.1');
  console.log('port ' + http.address().port);
});`,
    },
  },
};

export async function* frameworkCells() {
  for (const [name, { dependencies, folder: folderName = name, files, http, omit = [] }] of Object.entries(
    FRAMEWORKS,
  )) {
    const folder = await packages(folderName, dependencies);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const main = join(folder, files['main.mjs'] === undefined ? 'main.cjs' : 'main.mjs');
    for (const how of ['import', 'require']) {
      const command = (flags) => [process.execPath, [...flags, main], { cwd: folder }];
      const pair = { without: command([]), with: command(preload(how)) };
      yield {
        row: `${name} ${installedVersion(folder, name)}`,
        column: `--${how}`,
        run: (receiver) =>
          http === undefined
            ? checkShort(pair, receiver, { steps: stepsWithout(omit) })
            : checkHttp(pair, http, receiver),
      };
    }
  }
  for (const name of ['mcp-use', 'xmcp']) {
    yield {
      row: name,
      column: '--import',
      cannot: 'not tried yet',
    };
  }
}

const stepsWithout = (omitted) =>
  Object.fromEntries(Object.entries(shortSteps()).filter(([name]) => !omitted.includes(name)));

async function checkHttp(pair, path, receiver) {
  const plain = await playHttp(pair.without, path);
  const watched = await playHttp(pair.with, path, receiver);
  if (!isDeepStrictEqual(plain.replies, watched.replies)) {
    return differs(`the client sees another answer: ${JSON.stringify([plain.replies, watched.replies]).slice(0, 400)}`);
  }
  const seen = watched.events.map(({ event_type, event_name }) => `${event_type} | ${event_name}`);
  const expected = ['initialize | server.initialize', 'tool_call | echo', 'close | server.close'];
  if (!isDeepStrictEqual(seen, expected))
    return differs(`events: ${seen.join('; ')}; ${watched.errors.join(' / ').slice(0, 300)}`);
  return watched.events.every(({ transport_type }) => transport_type === 'streamable-http') ? OK : differs('transport');
}

async function playHttp([command, args, options], path, receiver) {
  const program = startProgram(command, args, { ...options, receiver });
  const port = (await program.line((line) => line.startsWith('port '))).slice('port '.length);
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
  await post({ id: 2, ...STEPS.success });
  return { replies, ...(await program.finish({ signal: 'SIGTERM' })) };
}
