/**
 * Makes the examples in docs/privacy.md by running the pipeline. Each is between `<!-- example: name -->` and
 * `<!-- /example -->`; test/docs/privacy-page.test.ts compares them, and `npm run docs` writes them.
 */

import { createPipeline } from '../src/agent/pipeline/pipeline.js';
import { parseConfig } from '../src/config/parse-config.js';
import { createLedger } from '../src/ledger.js';
import type { McpWatchEvent } from '../src/model.js';

export interface PrivacyExample {
  /** Settings that differ from the defaults. */
  readonly env: Readonly<Record<string, string>>;
  readonly event: Partial<McpWatchEvent>;
  /** The fields that the example shows. */
  readonly shown: ReadonlyArray<keyof McpWatchEvent>;
}

const BASE: McpWatchEvent = {
  event_id: '019ab4c2-7b1c-7def-8000-000000000001',
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  span_id: '00f067aa0ba902b7',
  parent_span_id: null,
  event_type: 'tool_call',
  event_name: 'send_invoice',
  started_at: '2026-01-05T10:20:30.456Z',
  ended_at: '2026-01-05T10:20:30.502Z',
  duration_ms: 46,
  mcp_method: 'tools/call',
  mcp_protocol_version: '2025-11-25',
  request_params: {
    customer: 'ann@example.com',
    amount: 120.5,
    urgent: true,
    smtp: { host: 'mail.example.com', user: 'shop', password: 'not-a-real-one' },
    items: [
      { sku: 'A-1', count: 2 },
      { sku: 'B-7', count: 1 },
    ],
  },
  response_content: {
    content: [{ type: 'text', text: '{"sent":true,"token":"not-a-real-one","usage":{"max_tokens":100}}' }],
  },
  is_error: false,
  error_code: null,
  error_message: null,
  transport_type: 'stdio',
  server_name: 'shop',
  server_version: '1.4.2',
  client_name: 'some-client',
  client_version: '0.9.0',
  attributes: { 'mcp.session.id': 'session-1', 'jsonrpc.request.id': '7' },
  sdk_name: 'mcpwatch-node',
  sdk_version: '0.1.0',
};

const PAYLOADS = ['event_name', 'request_params', 'response_content', 'is_error'] as const;
const FAILURE = ['event_name', 'is_error', 'error_message', 'attributes'] as const;
const FAILED: Partial<McpWatchEvent> = {
  event_type: 'resource_read',
  event_name: 'postgres://shop:not-a-real-one@db.example.com/customers?email=ann@example.com',
  is_error: true,
  error_message: 'no customer ann@example.com (asked with Bearer fake0fake1fake2fake3)',
  attributes: {
    'error.type': 'NotFoundError',
    'exception.stacktrace':
      'NotFoundError: no customer ann@example.com (asked with Bearer fake0fake1fake2fake3)\n    at find (/app/server.js:10:5)',
  },
};

export const PRIVACY_EXAMPLES: Readonly<Record<string, PrivacyExample>> = {
  full: { env: {}, event: {}, shown: PAYLOADS },
  'full-failure': { env: {}, event: FAILED, shown: FAILURE },
  shape: { env: { MCPWATCH_PAYLOADS: 'shape' }, event: {}, shown: PAYLOADS },
  'shape-failure': { env: { MCPWATCH_PAYLOADS: 'shape' }, event: FAILED, shown: FAILURE },
  off: { env: { MCPWATCH_PAYLOADS: 'off' }, event: {}, shown: PAYLOADS },
  'off-failure': { env: { MCPWATCH_PAYLOADS: 'off' }, event: FAILED, shown: FAILURE },
  additions: { env: { MCPWATCH_REDACT: 'customer,sku' }, event: {}, shown: ['request_params'] },
  none: { env: { MCPWATCH_REDACT: 'none' }, event: {}, shown: ['request_params'] },
  bound: {
    env: { MCPWATCH_MAX_PAYLOAD_BYTES: '256' },
    event: {
      request_params: { rows: Array.from({ length: 5000 }, (_, id) => ({ id })) },
      response_content: { content: [{ type: 'text', text: 'lorem ipsum '.repeat(9000) }], isError: false },
    },
    shown: ['request_params', 'response_content'],
  },
  media: {
    env: {},
    event: {
      request_params: { attachment: `data:application/pdf;base64,${'QUJD'.repeat(200)}` },
      response_content: { content: [{ type: 'image', data: 'QUJD'.repeat(5000), mimeType: 'image/png' }] },
    },
    shown: ['request_params', 'response_content'],
  },
};

/** The example as the document shows it: the settings, and what was sent. */
export function renderPrivacyExample({ env, event, shown }: PrivacyExample): string {
  let line = '{}';
  const append = (bytes: Buffer) => {
    line = bytes.toString();
  };
  const { emit } = createPipeline({ settings: parseConfig(env).settings, append, ledger: createLedger() });
  emit({ ...BASE, ...event });
  const whole = JSON.parse(line) as Record<string, unknown>;
  const part = Object.fromEntries(shown.map((name) => [name, whole[name]]));
  const set = Object.entries(env).map(([name, value]) => `# ${name}=${value}\n`);
  return `\`\`\`json5\n${set.join('').replaceAll('#', '//')}${JSON.stringify(part, null, 2)}\n\`\`\``;
}

const MARKED = /(<!-- example: ([\w-]+) -->\n)[\s\S]*?(\n<!-- \/example -->)/g;

/** `document` with every example made again. */
export function withPrivacyExamples(document: string): string {
  return document.replace(MARKED, (_all, start: string, name: string, end: string) => {
    const example = PRIVACY_EXAMPLES[name];
    if (example === undefined) throw new Error(`docs/privacy.md names an unknown example: ${name}`);
    return start + renderPrivacyExample(example) + end;
  });
}
