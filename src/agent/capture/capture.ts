/** All sessions of this process: which are alive, which clients have been seen, and what is recorded at its end. */
import type { TraceSettings } from '../../config/otlp/otlp-settings.js';
import type { Connection, ConnectionObserver, EventSink, OpenCalls } from '../../model.js';
import { CallBudget } from './call-budget.js';
import { type Clock, type Moment, systemClock } from './clock.js';
import { buildEvent, type EventContext } from './event.js';
import { newTraceId } from './ids.js';
import { LimitedMap } from './limited-map.js';
import { OperationRegistry } from './operation-registry.js';
import { NOBODY, type Party } from './parties.js';
import { type Death, endFailure } from './process-death.js';
import { Session } from './session.js';
import { closeFacts } from './session-facts.js';
import type { ProcessScope, SessionListener } from './session-host.js';
import { TaskRegistry } from './task-registry.js';
import { networkAttributes } from './transport-type.js';

/** Clients choose their own names, so the number of names that are kept is limited. */
const KNOWN_CLIENTS_LIMIT = 2000;
const PER_REQUEST_SERVERS_LIMIT = 1000;

export interface Capture {
  observe(connection: Connection): ConnectionObserver;
  /** Gives up open calls and records `close` for every session that is still open. Idempotent. */
  finish(reason: 'shutdown' | Death): void;
}

export interface CaptureOptions {
  readonly clock?: Clock;
  /** By default, calls that are open when the process dies without an exit are not reported. */
  readonly openCalls?: OpenCalls;
  /** No spans are sent without it. */
  readonly tracing?: TraceSettings | undefined;
}

const UNREPORTED: OpenCalls = { begun: () => {}, endedSilently: () => {} };

export function createCapture(sink: EventSink, options: CaptureOptions = {}): Capture {
  const { clock = systemClock, openCalls = UNREPORTED, tracing } = options;
  return new ProcessCapture(sink, openCalls, clock, tracing);
}

/** The server of a process in which each request has a connection of its own. */
interface PerRequestServer {
  readonly started: Moment;
  readonly context: EventContext;
}

class ProcessCapture implements Capture, ProcessScope, SessionListener<Session> {
  readonly #live = new Set<Session>();
  /** Servers that live for one request each get one `close` for the process, by name and version. */
  readonly #perRequestServers = new LimitedMap<string, PerRequestServer>(PER_REQUEST_SERVERS_LIMIT, (server) =>
    this.#close(server),
  );
  readonly #knownClients = new LimitedMap<string, true>(KNOWN_CLIENTS_LIMIT);
  readonly budget = new CallBudget();
  readonly operations = new OperationRegistry();
  readonly tasks = new TaskRegistry();
  /** A transport that the host drops without closing it counts as closed when it is collected. */
  readonly #dropped = new FinalizationRegistry<Session>((session) => this.closed(session));

  constructor(
    readonly sink: EventSink,
    readonly openCalls: OpenCalls,
    readonly clock: Clock,
    readonly tracing: TraceSettings | undefined,
  ) {}

  observe(connection: Connection): ConnectionObserver {
    const session = new Session(connection, this, this);
    this.#dropped.register(connection.transport, session);
    return session;
  }

  alive(session: Session): void {
    if (session.isPerRequest) this.#notePerRequestServer(session);
    else this.#live.add(session);
  }

  closed(session: Session): void {
    this.#live.delete(session);
    session.end('connection_closed');
  }

  isNewClient(server: Party, client: Party): boolean {
    const key = JSON.stringify([server.name, server.version, client.name, client.version]);
    if (this.#knownClients.has(key)) return false;
    this.#knownClients.set(key, true);
    return true;
  }

  finish(reason: 'shutdown' | Death): void {
    for (const session of this.#live) session.end(reason);
    this.#live.clear();
    this.tasks.abandonAll(endFailure(reason, 'no outcome'));
    for (const server of this.#perRequestServers.takeAll()) this.#close(server);
  }

  #close({ started, context }: PerRequestServer): void {
    const state = { traceId: newTraceId(), attributes: networkAttributes(context.transportType) };
    this.sink.emit(buildEvent(closeFacts(started, state), context, this.clock));
  }

  #notePerRequestServer(session: Session): void {
    const context = { ...session.context(), client: NOBODY };
    const { server, transportType } = context;
    // What an entry rejects before it has created a server belongs to no server that could close.
    if (server.name === '') return;
    const key = JSON.stringify([server.name, server.version, transportType]);
    if (!this.#perRequestServers.has(key)) this.#perRequestServers.set(key, { started: session.started, context });
  }
}
