/** The other agents of the matrix: how each is loaded, where it sends its spans, and how to read them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages } from './packages.mjs';

const HOST = { '@modelcontextprotocol/sdk': '1', '@modelcontextprotocol/server': 'latest', express: '5', zod: '4' };

/** Writes a preload into `folder` and returns its path. */
function preloadFile(folder, name, source) {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}

const OPENTELEMETRY = {
  folder: () =>
    packages('otel', { ...HOST, '@opentelemetry/auto-instrumentations-node': 'latest', '@opentelemetry/api': '1' }),
  flags(folder) {
    const hook =
      "import { register } from 'node:module';\nregister('@opentelemetry/instrumentation/hook.mjs', import.meta.url);\n";
    return [
      '--import',
      preloadFile(folder, 'loader.mjs', hook),
      '--import',
      '@opentelemetry/auto-instrumentations-node/register',
    ];
  },
  env: (url) => ({
    OTEL_TRACES_EXPORTER: 'otlp',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_NODE_RESOURCE_DETECTORS: 'none',
    OTEL_LOG_LEVEL: 'none',
  }),
  names: (body) =>
    JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap(({ scope, spans }) =>
        spans.map(({ name }) => `${scope.name.replace('@opentelemetry/instrumentation-', '')} ${name}`),
      ),
    ),
  sees: ['http GET /hello', 'express request handler'],
};

/** `without` names the integration to leave out. */
const sentry = (without) => ({
  folder: () => packages('sentry', { ...HOST, '@sentry/node': '11' }),
  flags(folder) {
    const init = `import * as Sentry from '@sentry/node';
Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tracesSampleRate: 1,
  integrations: (all) => all.filter(({ name }) => name !== '${without}'),
});
`;
    return ['--import', '@sentry/node/import', '--import', preloadFile(folder, `without-${without}.mjs`, init)];
  },
  env: (url) => ({ SENTRY_DSN: `${url.replace('//', '//key@')}/1` }),
  /** An envelope is lines of JSON: headers, then items with headers of their own; an item of spans holds several. */
  names: (body) =>
    body
      .toString()
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => JSON.parse(line).items ?? [])
      .flatMap(({ name, attributes }) => [attributes?.['sentry.op']?.value, name].join(' ')),
  sees: ['http.server GET /hello', 'mcp.server tools/call echo'],
});

export const AGENTS = {
  'OpenTelemetry auto-instrumentations': OPENTELEMETRY,
  'Sentry 11': sentry('none'),
  // Without its own hook for the SDK, so that what is recorded comes from the wrapper.
  'Sentry 11, wrapMcpServerWithSentry': {
    ...sentry('McpServer'),
    imports: [['* as Sentry', '@sentry/node']],
    wrap: (server) => `Sentry.wrapMcpServerWithSentry(${server})`,
  },
  'dd-trace 6': {
    folder: () => packages('datadog', { ...HOST, 'dd-trace': '6' }, { allowScripts: true }),
    flags: (folder) => ['--import', join(folder, 'node_modules/dd-trace/initialize.mjs')],
    env: (url) => ({
      DD_TRACE_ENABLED: '1',
      DD_INSTRUMENTATION_TELEMETRY_ENABLED: '0',
      DD_REMOTE_CONFIGURATION_ENABLED: '0',
      DD_TRACE_AGENT_URL: url,
      DD_TRACE_FLUSH_INTERVAL: '100',
      DD_TRACE_STARTUP_LOGS: '0',
      DD_TRACE_LOG_LEVEL: 'off',
      DD_TRACE_DEBUG: '0',
    }),
    /** MessagePack, in which a span's name and resource follow each other, each after its length. */
    names(body) {
      const text = body.toString('latin1');
      const short = ({ 0: found, index }) => {
        const start = index + found.length;
        return text.slice(start, start + found.charCodeAt(found.length - 1) - 0xa0);
      };
      return [...text.matchAll(/\xa4name[\xa0-\xbf]/g)].map((name) => {
        const resource = /\xa8resource[\xa0-\xbf]/.exec(text.slice(name.index));
        return [short(name), resource && short({ ...resource, index: name.index + resource.index })]
          .join(' ')
          .replace(/:\d+$/, '');
      });
    },
    sees: ['express.request GET /hello', 'http.request GET'],
  },
};
