/** All sessions of this process: which are alive, which clients have been seen, and what is recorded at its end. */
import type { TraceSettings } from '../../config/otlp/otlp-settings.js';
import type { Audience, Connection, ConnectionObserver, EventSink, OpenCalls, TransportType } from '../../model.js';
import { AlikeCalls } from './alike-calls.js';
import { NOTHING } from './attributes.js';
import { CallBudget } from './call-budget.js';
import type { CallerAttributes } from './caller.js';
import { Callers } from './callers.js';
import { type Clock, type Moment, momentOf, systemClock } from './clock.js';
import { endingOf } from './ending.js';
import { buildEvent, type EventContext } from './event.js';
import type { Failure } from './failure.js';
import { newSessionId, newTraceId } from './ids.js';
import { LimitedMap } from './limited-map.js';
import { ListReplies } from './list-replies.js';
import { LongCalls } from './long-calls.js';
import { OperationRegistry } from './operation-registry.js';
import { NOBODY, type Party } from './parties.js';
import type { Death } from './process-death.js';
import { Session } from './session.js';
import { closeFacts, errorFacts } from './session-facts.js';
import type { ProcessScope, SessionListener } from './session-host.js';
import type { StdoutPrint } from './stdout-print.js';
import { TaskRegistry } from './task-registry.js';
import { networkAttributes } from './transport-type.js';

/** Clients choose their own names, so the number of names that are kept is limited. */
const KNOWN_CLIENTS_LIMIT = 2000;
const PER_REQUEST_SERVERS_LIMIT = 1000;

export interface Capture {
  observe(connection: Connection): ConnectionObserver;
  /** The server of the connection that `observer` observes has printed on the stdout that carries its messages. */
  printed(observer: ConnectionObserver, print: StdoutPrint, during: object | undefined): void;
  /** Gives up open calls and records `close` for every session that is still open. Idempotent. */
  finish(reason: 'shutdown' | Death): void;
}

export interface CaptureOptions {
  readonly clock?: Clock;
  /** By default, calls that are open when the process dies without an exit are not reported. */
  readonly openCalls?: OpenCalls;
  /** No spans are sent without it. */
  readonly tracing?: TraceSettings | undefined;
  /** Whether any destination takes such events; by default only those for everyone. */
  readonly hasListener?: (audience: Audience) => boolean;
  /** How the caller of a request is recorded; by default it is not. */
  readonly callerAttributes?: CallerAttributes;
  /** A call that is open for so long is reported as hanging. */
  readonly hungAfterMs?: number;
  /** Takes errors that occur outside of what the host calls. */
  readonly onFault?: (error: unknown) => void;
}

const UNREPORTED: OpenCalls = { begun: () => {}, endedSilently: () => {} };

export function createCapture(sink: EventSink, options: CaptureOptions = {}): Capture {
  return new ProcessCapture(sink, options);
}

/** The server of a process in which each request has a connection of its own. */
interface PerRequestServer {
  readonly sessionId: string;
  readonly started: Moment;
  readonly context: EventContext;
}

const perRequestKey = ({ name, version }: Party, transportType: TransportType) =>
  JSON.stringify([name, version, transportType]);

const isForEveryone = (audience: Audience) => audience === 'everyone';

class ProcessCapture implements Capture, ProcessScope, SessionListener<Session> {
  readonly #live = new Set<Session>();
  /** Servers that live for one request each get one `close` for the process, by name and version. */
  readonly #perRequestServers = new LimitedMap<string, PerRequestServer>(PER_REQUEST_SERVERS_LIMIT, (server) =>
    this.#close(server),
  );
  readonly #sharedSessionIds = new LimitedMap<string, string>(PER_REQUEST_SERVERS_LIMIT);
  readonly #knownClients = new LimitedMap<string, true>(KNOWN_CLIENTS_LIMIT);
  readonly budget = new CallBudget();
  readonly alike = new AlikeCalls();
  readonly operations = new OperationRegistry();
  readonly tasks = new TaskRegistry();
  readonly lists = new ListReplies();
  readonly longCalls: LongCalls;
  /** A transport that the host drops without closing it counts as closed when it is collected. */
  readonly #dropped = new FinalizationRegistry<Session>((session) => this.closed(session));

  readonly clock: Clock;
  readonly openCalls: OpenCalls;
  readonly tracing: TraceSettings | undefined;
  readonly callers: Callers;
  readonly #listened: Readonly<Record<Audience, boolean>>;

  constructor(
    readonly sink: EventSink,
    {
      clock = systemClock,
      openCalls = UNREPORTED,
      tracing,
      hasListener = isForEveryone,
      callerAttributes = () => NOTHING,
      hungAfterMs = 30_000,
      onFault = () => {},
    }: CaptureOptions,
  ) {
    this.longCalls = new LongCalls({ hungAfterMs, nowMs: () => clock.monotonicMs(), onFault });
    this.clock = clock;
    this.openCalls = openCalls;
    this.tracing = tracing;
    this.callers = new Callers(callerAttributes);
    this.#listened = {
      everyone: hasListener('everyone'),
      conversation: hasListener('conversation'),
      live: hasListener('live'),
    };
  }

  hasListener(audience: Audience): boolean {
    return this.#listened[audience];
  }

  observe(connection: Connection): ConnectionObserver {
    const session = new Session(connection, this, this);
    this.#dropped.register(connection.transport, session);
    return session;
  }

  alive(session: Session): void {
    if (session.isPerRequest) this.#notePerRequestServer(session);
    this.#live.add(session);
  }

  closed(session: Session): void {
    this.#live.delete(session);
    session.end(endingOf('connection_closed'));
  }

  readonly sharedSessionId = (server: Party, transportType: TransportType): string => {
    const key = perRequestKey(server, transportType);
    const known = this.#perRequestServers.get(key)?.sessionId ?? this.#sharedSessionIds.get(key);
    if (known !== undefined) return known;
    const id = newSessionId();
    this.#sharedSessionIds.set(key, id);
    return id;
  };

  isNewClient(server: Party, client: Party): boolean {
    const key = JSON.stringify([server.name, server.version, client.name, client.version]);
    if (this.#knownClients.has(key)) return false;
    this.#knownClients.set(key, true);
    return true;
  }

  printed(observer: ConnectionObserver, print: StdoutPrint, during: object | undefined): void {
    if (observer instanceof Session) observer.printed(print, during);
  }

  finish(reason: 'shutdown' | Death): void {
    const ending = endingOf(reason, (call) => call.isOpen || this.tasks.hasTaskOf(call));
    let isBusy = false;
    for (const session of this.#live) isBusy = (session.end(ending) && session.isPerRequest) || isBusy;
    this.#live.clear();
    this.tasks.abandonAll((call) => ending.failureOf(call, 'no outcome'));
    const crash = isBusy ? undefined : ending.crash;
    for (const server of this.#perRequestServers.takeAll()) this.#close(server, crash);
  }

  /** `crash`: see `Ending`. */
  #close({ sessionId, started, context }: PerRequestServer, crash?: Failure): void {
    const { transportType } = context;
    const session = { 'mcpwatch.session.id': sessionId };
    const state = { traceId: newTraceId(), attributes: { ...session, ...networkAttributes(transportType) } };
    if (crash !== undefined && this.hasListener('conversation')) {
      const facts = errorFacts('server.crashed', crash, { ...state, now: momentOf(this.clock) });
      this.sink.emit(buildEvent(facts, context, this.clock), 'conversation');
    }
    this.sink.emit(buildEvent(closeFacts(started, state), context, this.clock));
  }

  #notePerRequestServer(session: Session): void {
    const context = { ...session.context(), client: NOBODY };
    const { server, transportType } = context;
    // What an entry rejects before it has created a server belongs to no server that could close.
    if (server.name === '') return;
    const key = perRequestKey(server, transportType);
    if (this.#perRequestServers.has(key)) return;
    const sessionId = this.sharedSessionId(server, transportType);
    this.#perRequestServers.set(key, { sessionId, started: session.started, context });
  }
}
