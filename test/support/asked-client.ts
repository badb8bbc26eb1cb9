/** fixtures/asks-client.mjs with an official client that answers what it is asked, and what is recorded of both. */
import { Client as ClientV2, StreamableHTTPClientTransport as HttpV2 } from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CreateMessageRequestSchema, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { McpWatchEvent } from '../../src/model.js';
import { startEndpoint } from './endpoint.js';
import { fixture, REGISTER_MJS, withTemporaryFolder } from './project.js';
import { watchHttp } from './watched-http.js';

export type Sdk = 'v1' | 'v2';
export type Carrier = 'stdio' | 'http';

/** The part of both clients that tests use. */
export interface AskedClient {
  callTool(params: { name: string; arguments?: Record<string, unknown> }): Promise<unknown>;
  listTools(params?: Record<string, unknown>): Promise<unknown>;
  ping(): Promise<unknown>;
  close(): Promise<void>;
}

/** How the user answers a question, after how many milliseconds. */
export interface User {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly afterMs: number;
}

const CAPABILITIES = { sampling: {}, elicitation: { form: {} } };
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function answer(message: string, { action, afterMs }: User) {
  if (message === 'never') await wait(60_000);
  await wait(afterMs);
  return action === 'accept' ? { action, content: { ok: true } } : { action };
}

function sampled(asked: unknown) {
  if (JSON.stringify(asked).includes('refuse')) throw Object.assign(new Error('the user said no'), { code: -1 });
  return { model: 'a-model', role: 'assistant' as const, content: { type: 'text' as const, text: 'hi' } };
}

function createClient(sdk: Sdk, user: User) {
  if (sdk === 'v1') {
    const client = new ClientV1({ name: 'asked', version: '1.0.0' }, { capabilities: CAPABILITIES });
    client.setRequestHandler(CreateMessageRequestSchema, ({ params }) => sampled(params));
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params.message, user));
    return { client, connect: (transport: unknown) => client.connect(transport as Transport) };
  }
  const client = new ClientV2(
    { name: 'asked', version: '1.0.0' },
    { capabilities: CAPABILITIES, versionNegotiation: { mode: 'legacy' } },
  );
  client.setRequestHandler('sampling/createMessage', ({ params }) => sampled(params));
  client.setRequestHandler('elicitation/create', ({ params }) => answer(params.message, user));
  return { client, connect: (transport: unknown) => client.connect(transport as InstanceType<typeof HttpV2>) };
}

export interface AskedRun {
  readonly node?: string;
  readonly sdk: Sdk;
  readonly carrier: Carrier;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: User;
  /** `events`: what has reached the endpoint so far. */
  readonly use: (client: AskedClient, events: () => readonly McpWatchEvent[]) => Promise<void>;
}

const ACCEPTS: User = { action: 'accept', afterMs: 0 };

/** Without an API key, as for `mcpwatch dev`. */
export async function watchAsked(run: AskedRun): Promise<readonly McpWatchEvent[]> {
  const { sdk, carrier, user = ACCEPTS } = run;
  const { client, connect } = createClient(sdk, user);
  const env = { MCPWATCH_API_KEY: '', ...run.env };
  if (carrier === 'http') {
    const { events } = await watchHttp({
      ...run,
      env,
      fixture: 'asks-client.mjs',
      args: [sdk, 'http'],
      use: async ({ url, events: soFar }) => {
        await connect(sdk === 'v1' ? new HttpV1(url) : new HttpV2(url));
        await run.use(client, soFar);
        await client.close();
      },
    });
    return events;
  }
  return withTemporaryFolder(async (spool) => {
    const endpoint = await startEndpoint();
    try {
      const Stdio = sdk === 'v1' ? StdioV1 : StdioV2;
      await connect(
        new Stdio({
          command: run.node ?? process.execPath,
          args: ['--import', REGISTER_MJS, fixture('asks-client.mjs'), sdk, 'stdio'],
          env: {
            PATH: process.env['PATH'] ?? '',
            MCPWATCH_ENDPOINT: endpoint.url,
            MCPWATCH_SPOOL_DIR: spool,
            MCPWATCH_SHUTDOWN_TIMEOUT: '20000',
            ...env,
          },
          stderr: 'ignore',
        }),
      );
      await run.use(client, () => endpoint.events);
      await client.close();
      return endpoint.events;
    } finally {
      await endpoint.close();
    }
  });
}
