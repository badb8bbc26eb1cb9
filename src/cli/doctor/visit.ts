/** One visit to a server: doctor starts it, talks to it, ends it, and writes down what it has seen. Judges nothing. */
import { type RunSummary, takeNotes } from '../run-notes-folder.js';
import { type Conversation, converse, discover } from './exchange/conversation.js';
import { HttpServer } from './exchange/http-server.js';
import { type Launch, type ServerState, StdioServer, type Stopped } from './exchange/stdio-server.js';
import { type Facts, readFacts } from './observed/facts-folder.js';
import { ProcessWatch, type WatchedProcess } from './observed/process-watch.js';

export interface VisitOptions {
  /** `undefined`: the server at `url` runs already. */
  readonly launch: Launch | undefined;
  /** Reached over HTTP instead of stdio. */
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The folder for notes and facts; deleted at the end. */
  readonly folder: string;
  /** Called with what ends everything at once, when doctor is interrupted. */
  readonly onStarted: (kill: () => void) => void;
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
  const { launch, url, headers, timeoutMs, folder } = options;
  const server = launch === undefined ? undefined : start(launch, options);
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

function start(launch: Launch, { onStarted }: VisitOptions): StdioServer {
  const server = new StdioServer(launch);
  onStarted(() => server.signal('SIGKILL'));
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
  const server = start(options.launch, options);
  const answer = await discover(server, options.timeoutMs);
  await server.stop();
  return { ...conversation, discover: answer };
}
