/** Beside other agents, before and after them: we must see the server, and the program must do what it does without us. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkShort } from './check.mjs';
import { packages } from './packages.mjs';
import { preload } from './program.mjs';

const SDK = { '@modelcontextprotocol/sdk': '1', '@modelcontextprotocol/server': 'latest', zod: '4' };

const AGENTS = {
  'OpenTelemetry auto-instrumentations': {
    folder: () =>
      packages('otel', { ...SDK, '@opentelemetry/auto-instrumentations-node': 'latest', '@opentelemetry/api': '1' }),
    flags: () => ['--import', '@opentelemetry/auto-instrumentations-node/register'],
    env: {
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_LOG_LEVEL: 'none',
    },
  },
  'Sentry 11': {
    folder: () => packages('sentry', { ...SDK, '@sentry/node': '11' }),
    flags(folder) {
      const file = join(folder, 'instrument.mjs');
      writeFileSync(
        file,
        "import * as Sentry from '@sentry/node';\nSentry.init({ dsn: 'http://key@127.0.0.1:9/1', tracesSampleRate: 1 });\n",
      );
      return ['--import', '@sentry/node/import', '--import', file];
    },
    env: {},
  },
  'dd-trace 6': {
    folder: () => packages('datadog', { ...SDK, 'dd-trace': '6' }, { allowScripts: true }),
    flags: (folder) => ['--import', join(folder, 'node_modules/dd-trace/initialize.mjs')],
    env: {
      DD_TRACE_ENABLED: '1',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: '0',
      DD_REMOTE_CONFIGURATION_ENABLED: '0',
      DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
      DD_TRACE_STARTUP_LOGS: '0',
      DD_TRACE_LOG_LEVEL: 'off',
      DD_TRACE_DEBUG: '0',
    },
  },
};

/** The tool tells whether the other agent has wrapped `http`, where that shows (OpenTelemetry, CommonJS). */
const program = (sdk, kind) => {
  const imports =
    sdk === 'v1'
      ? [
          ['{ McpServer }', '@modelcontextprotocol/sdk/server/mcp.js'],
          ['{ StdioServerTransport }', '@modelcontextprotocol/sdk/server/stdio.js'],
        ]
      : [
          ['{ McpServer }', '@modelcontextprotocol/server'],
          ['{ StdioServerTransport }', '@modelcontextprotocol/server/stdio'],
        ];
  imports.push(['* as z', 'zod'], ['http', 'node:http']);
  const lines = imports.map(([names, from]) =>
    kind === 'mjs' ? `import ${names} from '${from}';` : `const ${names.replace('* as ', '')} = require('${from}');`,
  );
  return `${lines.join('\n')}
const server = new McpServer({ name: 'beside', version: '1.0.0' });
const schema = { text: z.string() };
const isWrapped = () => String(http.request.__wrapped ?? http.request.__original ?? http.get.__wrapped ?? '') !== '' || !/^function request\\(url, options, cb\\)/.test(String(http.request));
server.registerTool('echo', { inputSchema: ${sdk === 'v1' ? 'schema' : 'z.object(schema)'} }, async ({ text }) => ({ content: [{ type: 'text', text: text + ' other agent sees http: ' + isWrapped() }] }));
server.connect(new StdioServerTransport());
`;
};

export async function* agentCells() {
  for (const [name, agent] of Object.entries(AGENTS)) {
    const folder = await agent.folder();
    mkdirSync(folder, { recursive: true });
    const flags = agent.flags(folder);
    for (const sdk of ['v1', 'v2']) {
      for (const kind of ['mjs', 'cjs']) {
        const file = join(folder, `beside-${sdk}.${kind}`);
        writeFileSync(file, program(sdk, kind));
        for (const [order, arrange] of [
          ['we come first', (ours) => [...ours, ...flags]],
          ['we come last', (ours) => [...flags, ...ours]],
        ]) {
          yield {
            row: `${name}, ${order}`,
            column: `${sdk} ${kind === 'mjs' ? 'ESM' : 'CommonJS'}`,
            run(receiver) {
              const options = { cwd: folder, env: agent.env };
              const command = (ours) => [process.execPath, [...arrange(ours), file], options];
              return checkShort({ without: command([]), with: command(preload()) }, receiver);
            },
          };
        }
      }
    }
  }
}
