/** Who talks to whom on one connection, over which transport, and in which revision of the protocol. */
import type { Connection, TransportType } from '../../model.js';
import { type Registrations, registrationsOf } from '../../registrations.js';
import { fieldOf } from '../../sdk-object.js';
import type { Attributes } from './attributes.js';
import type { Call } from './call.js';
import type { EventContext } from './event.js';
import { arrivedByHttp } from './http-request.js';
import { newSessionId } from './ids.js';
import { asString } from './json-rpc.js';
import { agreedRevision, NOBODY, type Party, rememberedClient, rememberedRevision, serverParty } from './parties.js';
import { isPerRequest, networkAttributes, transportTypeOf } from './transport-type.js';
import { whyUnanswerable } from './unanswerable.js';

/** Connections that serve one request each are one session for each server. */
export type SharedSessionId = (server: Party, transportType: TransportType) => string;

interface KnownAttributes {
  readonly id: string;
  readonly ownId: string;
  readonly type: TransportType;
  readonly all: Attributes;
}

/**
 * Only what this connection's own messages say: a host may connect one server object to many clients in turn, so what
 * the server remembers may be another client's.
 */
export class SessionIdentity {
  /** Each request has a connection of its own, whose end is not the end of a session. */
  readonly isPerRequest: boolean;
  // Weak: a host that drops a transport without closing it must not find it kept by us.
  readonly #transport: WeakRef<object>;
  readonly #sharedSessionId: SharedSessionId;
  /** Of a connection for one request: only once its server is known. */
  #sessionId: string | undefined;
  /** `undefined` when nobody wants to know. */
  #registrations: Registrations | undefined;
  #hasServer: boolean;
  #server: Party;
  #transportType: TransportType;
  #client: Party | undefined;
  #revision = '';
  #attributes: KnownAttributes | undefined;

  constructor(connection: Connection, sharedSessionId: SharedSessionId) {
    const { server, transport, exchangeArrivedMs, isForOneRequest, isUnderway = false } = connection;
    this.#transport = new WeakRef(transport);
    this.#sharedSessionId = sharedSessionId;
    this.#registrations = registrationsOf(server);
    this.#hasServer = server !== undefined;
    this.#server = serverParty(server);
    this.#transportType = transportTypeOf(connection);
    this.isPerRequest = exchangeArrivedMs !== undefined || isForOneRequest === true || isPerRequest(transport);
    if (!this.isPerRequest) this.#sessionId = newSessionId();
    if (isUnderway && server !== undefined && !this.isPerRequest) {
      this.#client = rememberedClient(server);
      this.#revision = rememberedRevision(server);
    }
  }

  get hasServer(): boolean {
    return this.#hasServer;
  }

  get server(): Party {
    return this.#server;
  }

  get registrations(): Registrations | undefined {
    return this.#registrations;
  }

  served(server: object): void {
    this.#registrations = registrationsOf(server);
    this.#hasServer = true;
    this.#server = serverParty(server);
  }

  noteRequest(call: Call, extra: unknown): void {
    if (this.#transportType === 'unknown' && arrivedByHttp(extra)) this.#transportType = 'streamable-http';
    if (this.isPerRequest) this.#revision ||= call.metaRevision || call.headerRevision;
    else if (call.method !== 'initialize') this.#client = call.client ?? this.#client;
  }

  /** The server has answered a call with a result, and so agrees to its revision. */
  noteResult(call: Call, result: unknown): void {
    if (call.method === 'initialize') {
      this.#client = call.client;
      this.#revision = agreedRevision(result);
    } else {
      this.#revision ||= call.metaRevision;
    }
  }

  /** `subscriptions/listen` is answered by a stream, whose notifications belong to the client and revision that asked. */
  noteListening(call: Call): void {
    this.#client ??= call.client;
    this.#revision ||= call.metaRevision || call.headerRevision;
  }

  /** What an event says of the parties: one of a call, or one of the session. */
  context(call: Call | undefined): EventContext {
    // An `initialize` that is refused does not change whose session this is.
    const client = call?.method === 'initialize' ? (this.#client ?? call.client) : (call?.client ?? this.#client);
    return {
      transportType: this.#transportType,
      server: this.#server,
      client: client ?? NOBODY,
      revision: call?.metaRevision || this.#revision || (call?.headerRevision ?? ''),
    };
  }

  /** Why a request that is sent to the client now will not be answered; empty where nothing is known. */
  whyUnanswerable(options: unknown): string {
    return whyUnanswerable(this.#transport.deref(), options, this.isPerRequest);
  }

  /** The same object as before where nothing has changed: most events of a session have the same ones (#14). */
  attributes(): Attributes {
    const id = asString(fieldOf(this.#transport.deref(), 'sessionId'));
    const ownId = this.#ownId();
    const last = this.#attributes;
    if (last !== undefined && last.id === id && last.ownId === ownId && last.type === this.#transportType) {
      return last.all;
    }
    const own = { 'mcpwatch.session.id': ownId, ...networkAttributes(this.#transportType) };
    const all = id === '' ? own : { 'mcp.session.id': id, ...own };
    this.#attributes = { id, ownId, type: this.#transportType, all };
    return all;
  }

  #ownId(): string {
    if (this.#sessionId !== undefined) return this.#sessionId;
    const shared = this.#sharedSessionId(this.#server, this.#transportType);
    if (this.#hasServer) this.#sessionId = shared;
    return shared;
  }
}
