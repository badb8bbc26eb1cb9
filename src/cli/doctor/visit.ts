/** One visit to a server: doctor starts it, talks to it, ends it, and writes down what it has seen. Judges nothing. */
import { type RunSummary, takeNotes } from '../run-notes-folder.js';
import { type Conversation, converse, discover } from './exchange/conversation.js';
import { HttpServer } from './exchange/http-server.js';
import { type Launch, type ServerState, StdioServer, type Stopped } from './exchange/stdio-server.js';
import { type Facts, readFacts } from './observed/facts-folder.js';
import { ProcessWatch, type WatchedProcess } from './processes/process-watch.js';

export interface VisitOptions {
  /** `undefined`: the server at `url` runs already. */
  readonly launch: Launch | undefined;
  /** Reached over HTTP instead of stdio. */
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The folder for notes and facts; deleted at the end. */
  readonly folder: string;
  /** Never resolves once doctor was interrupted: then nothing may be started any more. */
  readonly mayStart: () => Promise<void>;
  /** Called with what ends everything at once, when doctor is interrupted. */
  readonly onStarted: (end: () => Promise<void>) => void;
}

export interface Visit {
  readonly launch: Launch | undefined;
  readonly url: string | undefined;
  readonly conversation: Conversation;
  /** Before doctor ended it; `undefined` when it was not started by doctor. */
  readonly state: ServerState | undefined;
  readonly stopped: Stopped | undefined;
  /** Lines on stdout that are no messages: the first ones, and how many there were. */
  readonly stray: { readonly lines: readonly string[]; readonly count: number };
  /** The last lines of stderr. */
  readonly stderr: readonly string[];
  readonly processes: readonly WatchedProcess[];
  readonly facts: Facts;
  readonly notes: RunSummary | undefined;
}

export async function visit(options: VisitOptions): Promise<Visit> {
  const server = options.launch === undefined ? undefined : await start(options.launch, options);
  try {
    return await talk(server, options);
  } finally {
    await server?.stop();
  }
}

async function talk(server: StdioServer | undefined, options: VisitOptions): Promise<Visit> {
  const { launch, url, headers, timeoutMs, folder } = options;
  const watch = server?.pid === undefined ? undefined : new ProcessWatch(server.pid);
  const web = url === undefined ? undefined : new HttpServer(url, headers);
  if (server !== undefined) await web?.untilListening(timeoutMs, () => server.state.kind !== 'running');
  const exchange = web ?? server;
  if (exchange === undefined) throw new Error('a visit needs a command or an address');
  const conversation = await converse(exchange, timeoutMs);
  await watch?.settle();
  const state = server?.state;
  await web?.close();
  const stopped = await server?.stop();
  const facts = readFacts(folder);
  return {
    launch,
    url,
    conversation: mayBeModern(options, conversation, facts) ? await askAgain(conversation, options) : conversation,
    state: state?.kind === 'running' && stopped === 'by itself' ? server?.state : state,
    stopped,
    stray: web === undefined ? { lines: server?.stray.lines ?? [], count: server?.stray.count ?? 0 } : NOTHING,
    stderr: server?.stderr.lines ?? [],
    processes: watch?.stop() ?? [],
    facts,
    notes: takeNotes(folder),
  };
}

/** Over HTTP, stdout belongs to nobody. */
const NOTHING = { lines: [], count: 0 };

async function start(launch: Launch, { mayStart, onStarted }: VisitOptions): Promise<StdioServer> {
  await mayStart();
  const server = new StdioServer(launch);
  onStarted(() => server.abandon());
  return server;
}

/** A server of SDK v2 decides with the first message which revision it speaks on stdio. */
function mayBeModern(
  { launch, url }: VisitOptions,
  { discover: asked }: Conversation,
  { connections }: Facts,
): boolean {
  if (launch === undefined || url !== undefined || asked?.kind !== 'error') return false;
  return connections.some(({ sdk }) => sdk.startsWith('@modelcontextprotocol/server '));
}

async function askAgain(conversation: Conversation, options: VisitOptions): Promise<Conversation> {
  if (options.launch === undefined) return conversation;
  const server = await start(options.launch, options);
  try {
    return { ...conversation, discover: await discover(server, options.timeoutMs) };
  } finally {
    await server.stop();
  }
}
