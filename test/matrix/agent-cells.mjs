/**
 * Alongside other agents, loaded before and after them: mcpwatch must observe the server, and they must observe what they
 * do without mcpwatch, in a program that serves MCP and whose tool sends a request to a web server of its own.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGENTS } from './agents.mjs';
import { compareShort, differs, shortEvents, shortSteps } from './check.mjs';
import { openOtlpWitness } from './otlp-witness.mjs';
import { preload } from './program.mjs';
import { playSession } from './session.mjs';
import { openWitness } from './witness.mjs';

const SDKS = {
  v1: {
    mcp: '@modelcontextprotocol/sdk/server/mcp.js',
    stdio: '@modelcontextprotocol/sdk/server/stdio.js',
    object: '',
  },
  v2: { mcp: '@modelcontextprotocol/server', stdio: '@modelcontextprotocol/server/stdio', object: 'z.object' },
};
const KINDS = { ESM: 'mjs', CommonJS: 'cjs' };
const ORDERS = {
  'we come first': (ours, theirs) => [...ours, ...theirs],
  'we come last': (ours, theirs) => [...theirs, ...ours],
};

function program({ mcp, stdio, object }, extension, { imports = [], wrap = (server) => server }) {
  const all = [
    ['{ McpServer }', mcp],
    ['{ StdioServerTransport }', stdio],
    ['* as z', 'zod'],
    ['http', 'node:http'],
    ['express', 'express'],
    ...imports,
  ];
  const lines = all.map(([names, from]) =>
    extension === 'mjs'
      ? `import ${names} from '${from}';`
      : `const ${names.replace('* as ', '')} = require('${from}');`,
  );
  return `${lines.join('\n')}
const web = express().get('/hello', (_request, response) => response.json({})).listen(0, '127.0.0.1');
const ask = () => new Promise((resolve, reject) => {
  const answered = (response) => response.resume().on('end', () => resolve(response.statusCode));
  http.get('http://127.0.0.1:' + web.address().port + '/hello', answered).on('error', reject);
});
const server = ${wrap("new McpServer({ name: 'beside', version: '1.0.0' })")};
const inputSchema = ${object}({ text: z.string() });
server.registerTool('echo', { inputSchema }, async ({ text }) => ({ content: [{ type: 'text', text: text + (await ask()) }] }));
server.connect(new StdioServerTransport());
process.stdin.on('end', () => web.close());
`;
}

export async function* agentCells() {
  for (const [name, agent] of Object.entries(AGENTS)) {
    const folder = await agent.folder();
    const theirs = agent.flags(folder);
    for (const [sdk, modules] of Object.entries(SDKS)) {
      for (const [kind, extension] of Object.entries(KINDS)) {
        const file = join(folder, `beside-${agent.wrap === undefined ? 'not-' : ''}wrapped-${sdk}.${extension}`);
        writeFileSync(file, program(modules, extension, agent));
        for (const [order, arrange] of Object.entries(ORDERS)) {
          const play = (ours, options) =>
            playBeside(agent, [...arrange(ours, theirs), file], { cwd: folder, ...options });
          yield {
            row: `${name}, ${order}`,
            column: `${sdk} ${kind}`,
            run: (receiver) => checkBeside(agent, play, receiver),
          };
          yield {
            row: `${name}, ${order}, MCPWATCH_OTLP`,
            column: `${sdk} ${kind}`,
            run: (receiver) => withOtlp((otlp) => checkBeside(agent, play, receiver, otlp)),
          };
        }
      }
    }
  }
}

/** The spans of the short session. */
const OUR_SPANS = ['initialize', 'notifications/initialized', 'tools/call echo', 'tools/list'];

async function withOtlp(check) {
  const otlp = await openOtlpWitness();
  try {
    const result = await check(otlp);
    const missing = OUR_SPANS.filter((name) => !otlp.names().includes(name));
    const more = otlp.names().filter((name) => !OUR_SPANS.includes(name));
    const isComplete = missing.length + more.length === 0;
    return isComplete ? result : differs(`our spans: missing ${missing.join('; ')}, unexpected ${more.join('; ')}`);
  } finally {
    await otlp.close();
  }
}

/** `otlp`: where mcpwatch sends spans and metrics. */
async function checkBeside(agent, play, receiver, otlp) {
  const plain = await play([], { awaited: agent.sees });
  const missed = agent.sees.filter((name) => !plain.seen.includes(name));
  if (missed.length > 0) return differs(`without us the other agent does not see: ${missed.join('; ')}`);
  const watched = await play(preload(), { awaited: plain.seen, receiver, otlp });
  const lost = plain.seen.filter((name) => !watched.seen.includes(name));
  if (lost.length > 0) return differs(`the other agent no longer sees: ${lost.join('; ')}`);
  const more = watched.seen.filter((name) => !plain.seen.includes(name));
  if (more.length > 0) return differs(`the other agent sees more with us: ${more.join('; ')}`);
  return compareShort(plain, watched, shortEvents('echo'));
}

/** A short session, and the names of the spans that the other agent has sent by its end. */
async function playBeside(agent, args, { cwd, awaited, receiver, otlp }) {
  const witness = await openWitness(agent.names);
  try {
    const env = { ...agent.env(witness.url), ...(otlp && { MCPWATCH_OTLP: otlp.url }) };
    const options = { cwd, receiver, steps: shortSteps(), env };
    const run = await playSession(process.execPath, args, { ...options, beforeEnd: () => witness.saw(awaited) });
    return { ...run, seen: witness.names() };
  } finally {
    await witness.close();
  }
}
