/** All sessions of this process: who is alive, who has been seen, and what is still to be told at its end. */
import type { Connection, ConnectionObserver, EventSink } from '../../model.js';
import { type Clock, type Moment, systemClock } from './clock.js';
import type { EventContext } from './event.js';
import { newTraceId } from './ids.js';
import type { Party } from './parties.js';
import { closeEvent, createSession, type Session } from './session.js';
import { networkAttributes } from './transport-type.js';

/** A client chooses its own name, so the number of names has to be bounded. */
const KNOWN_CLIENTS_LIMIT = 10_000;

export interface Capture {
  observe(connection: Connection): ConnectionObserver;
  /** The process ends: gives up open calls and tells `close` for every session that has not closed. Idempotent. */
  finish(): void;
}

export function createCapture(sink: EventSink, clock: Clock = systemClock): Capture {
  const live = new Set<Session>();
  /** Servers that live for one request each get one `close` for the process, by name and version. */
  const perRequestServers = new Map<string, { readonly started: Moment; context(): EventContext }>();
  const knownClients = new Set<string>();

  /** A transport that the host drops without closing it is closed when it is collected. */
  const dropped = new FinalizationRegistry<Session>((session) => endSession(session));

  function endSession(session: Session): void {
    live.delete(session);
    session.end('connection_closed');
  }

  function isNewClient(server: Party, client: Party): boolean {
    const key = JSON.stringify([server.name, server.version, client.name, client.version]);
    if (knownClients.has(key) || knownClients.size >= KNOWN_CLIENTS_LIMIT) return false;
    knownClients.add(key);
    return true;
  }

  function onAlive(session: Session): void {
    if (!session.isPerRequest) {
      live.add(session);
      return;
    }
    const { server, transportType } = session.context();
    // What an entry rejects before it has ever made a server belongs to none that could close.
    if (server.name === '') return;
    const key = JSON.stringify([server.name, server.version, transportType]);
    if (perRequestServers.has(key)) return;
    const { started } = session;
    const context = { ...session.context(), client: { name: '', version: '' } };
    perRequestServers.set(key, { started, context: () => context });
  }

  return {
    observe(connection) {
      const session = createSession({ connection, clock, sink, onAlive, isNewClient });
      dropped.register(connection.transport, session);
      const { observer } = session;
      return { ...observer, closed: () => endSession(session) };
    },
    finish() {
      for (const session of live) session.end('process_exit');
      live.clear();
      for (const { started, context } of perRequestServers.values()) {
        sink.emit(closeEvent(started, newTraceId(), context(), networkAttributes(context().transportType), clock));
      }
      perRequestServers.clear();
    },
  };
}
