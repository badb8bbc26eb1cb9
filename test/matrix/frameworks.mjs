/** The frameworks of the matrix: the packages that each needs, and its smallest server. */

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

export const FRAMEWORKS = {
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
    // It rejects clients of the 2025 revisions.
    revisions: ['2026-07-28'],
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
    revisions: ['2025', '2026-07-28'],
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
    revisions: ['2025', '2026-07-28'],
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
  'mcp-use': {
    dependencies: { 'mcp-use': 'latest', zod: '4' },
    http: '/mcp',
    env: { MCP_USE_ANONYMIZED_TELEMETRY: 'false' },
    revisions: ['2025', '2026-07-28'],
    files: {
      'main.mjs': `import { MCPServer } from 'mcp-use';
import * as z from 'zod';
const server = new MCPServer({ name: 'use', version: '1.0.0' });
server.tool({ name: 'echo', description: 'e', inputSchema: z.object({ text: z.string() }) }, async ({ text }) => ({ content: [{ type: 'text', text }] }));
const { port } = await server.listen(0, { host: '127.0.0.1' });
console.log('port ' + port);`,
    },
  },
  xmcp: {
    dependencies: {
      xmcp: 'latest',
      '@xmcp-dev/compiler': 'latest',
      '@modelcontextprotocol/client': '2',
      '@modelcontextprotocol/server': '2',
      jose: '6',
      zod: '4',
    },
    build: ['node_modules/xmcp/dist/cli.js', 'build'],
    env: { XMCP_TELEMETRY_DISABLED: '1' },
    revisions: ['2025', '2026-07-28'],
    servers: {
      stdio: { main: 'dist/stdio.js' },
      HTTP: {
        main: 'main.cjs',
        http: '/mcp',
        rejectionsUnseen:
          'its bundler writes the entry out at the place of its only call, where it has no name that could be given another function',
      },
    },
    files: {
      'src/tools/echo.ts': `import * as z from 'zod';
export const schema = { text: z.string() };
export const metadata = { name: 'echo', description: 'e' };
export default ({ text }: { text: string }) => text;`,
      'xmcp.config.ts': `export default {
  stdio: true,
  http: { port: 0, host: '127.0.0.1' },
  paths: { prompts: false, resources: false },
  typescript: { skipTypeCheck: true },
};`,
      'tsconfig.json':
        '{"compilerOptions":{"target":"es2022","module":"esnext","moduleResolution":"bundler"},"include":["src"]}',
      // It prints the port that it was given, which is 0.
      'main.cjs': `const { Server } = require('node:http');
const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  return listen.apply(this.once('listening', () => console.log('port ' + this.address().port)), args);
};
require('./dist/http.js');`,
    },
  },
};
