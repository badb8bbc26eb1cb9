/** A client of the demo and the server that it has started under the preload. */
import { fileURLToPath } from 'node:url';
import { Client, CreateMessageRequestSchema, ElicitRequestSchema, StdioClientTransport } from './sdk.js';

export interface Connection {
  readonly client: Client;
  /** Calls a tool; a failure is a part of the story, and no reason to stop. */
  call(name: string, args?: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

/** Ends a server by SIGTERM, however busy it is; resolves when it has ended. */
export type End = () => Promise<void>;

export interface ConnectOptions {
  readonly server: 'notes' | 'travel' | 'reports' | 'inventory' | 'billing';
  /** The client's name and version. */
  readonly as: readonly [name: string, version: string];
  /** `file:` URL of the preload. */
  readonly preload: string;
  /** Called when the server has been started, which takes longer to answer. */
  readonly onStart: (end: End) => void;
}

const HOUR_MS = 3_600_000;

export async function connect({ server, as: [name, version], preload, onStart }: ConnectOptions): Promise<Connection> {
  const client = new Client({ name, version }, { capabilities: { sampling: {}, elicitation: {}, roots: {} } });
  answerRequests(client);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', preload, fileURLToPath(new URL(`./servers/${server}.mjs`, import.meta.url))],
    env: Object.fromEntries(
      Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    stderr: 'ignore',
  });
  // Lines on stdout that are no protocol, and the end of a server, are what the demo is about.
  client.onerror = () => {};
  const ended = new Promise<void>((resolve) => {
    client.onclose = resolve;
  });
  const connected = client.connect(transport);
  onStart(async () => {
    // None once it has ended.
    const { pid } = transport;
    if (pid !== null) process.kill(pid);
    await ended;
  });
  await connected;
  return {
    client,
    async call(tool, args = {}) {
      await client.callTool({ name: tool, arguments: { ...args } }, undefined, { timeout: HOUR_MS }).catch(() => {});
    },
    close: () => client.close(),
  };
}

/** What the demo's “model” and “user” answer, after the time that they need. */
function answerRequests(client: Client): void {
  const after = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));
  client.setRequestHandler(CreateMessageRequestSchema, () =>
    after(1900, {
      model: 'demo-model',
      role: 'assistant' as const,
      content: { type: 'text' as const, text: 'Day 1: the old town. Day 2: the museum. Day 3: the coast.' },
    }),
  );
  client.setRequestHandler(ElicitRequestSchema, () =>
    after(1200, { action: 'accept' as const, content: { book: true } }),
  );
}
