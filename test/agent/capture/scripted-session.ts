/** One connection whose messages and time are a script; what it records is in `events`. */
import { createCapture } from '../../../src/agent/capture/capture.js';
import type { Audience, Connection, ConnectionObserver, McpWatchEvent } from '../../../src/model.js';

export const STDIO = { _stdin: {}, _stdout: {} };
/** Stateless: every request has a transport of its own. */
export const perRequest = () => ({ handleRequest: () => {}, sessionIdGenerator: undefined });

export interface Script {
  readonly events: McpWatchEvent[];
  readonly observer: ConnectionObserver;
  /** Lets time pass. */
  wait(ms: number): void;
  /** The client asks; the answer is the request's id. */
  ask(method: string, params?: object, extra?: unknown): number;
  /** The client notifies. */
  notify(method: string, params?: object): void;
  /** The handler of request `id` throws `error`. */
  fail(id: number, error: unknown): void;
  /** The server replies with a result; returns the identity of what that has ended. */
  reply(id: number | string, result: object): object;
  /** The server replies with an error. */
  refuse(id: number | string | null, code: number, message: string): object;
  /** The server notifies, while it handles request `during`. */
  tell(method: string, params?: object, during?: number, options?: object): void;
  initialize(): void;
  /** The server asks, while it handles request `during`; the answer is the request's id. */
  askClient(method: string, params?: object, during?: number): string;
  /** The client replies with a result, or with `{error}`. */
  clientReplies(id: string, reply: { readonly result: object } | { readonly error: object }): void;
  /** Another connection of the same process, on the same clock. */
  connect(connection?: Partial<Connection>): Script;
  /** The process ends. */
  finish(): void;
}

/** `audiences`: what the destination takes; only the events for everyone by default. */
export function scriptedSession(
  connection: Partial<Connection> = {},
  audiences: readonly Audience[] = ['everyone'],
): Script {
  const events: McpWatchEvent[] = [];
  let now = 1000;
  const clock = { monotonicMs: () => now, wallMs: () => Date.UTC(2026, 10, 22) + now };
  // As the pipeline does: arguments are what they were when the request came.
  const snapshot = (_of: object, params: unknown) => ({
    value: structuredClone(params),
    json: JSON.stringify(params),
  });
  const capture = createCapture(
    { emit: (event) => events.push(event), snapshot },
    { clock, hasListener: (audience) => audiences.includes(audience) },
  );
  const wait = (ms: number) => {
    now += ms;
  };

  function connect(given: Partial<Connection> = {}): Script {
    const observer = capture.observe({
      server: { _serverInfo: { name: 'scripted', version: '1.0.0' } },
      transport: { ...STDIO },
      origin: { hook: 'api', file: '', moduleKind: 'esm' },
      ...given,
    });
    let lastId = 0;
    const handles = new Map<number, object | undefined>();
    const handleOf = (id: number | undefined) => (id === undefined ? undefined : handles.get(id));
    const send = (message: object, options?: object, during?: number) => {
      return observer.outbound(message, options, handleOf(during)) ?? {};
    };
    const script: Script = {
      events,
      observer,
      wait,
      ask(method, params = {}, extra) {
        lastId += 1;
        const request = { jsonrpc: '2.0', id: lastId, method, params };
        observer.inbound(request, extra);
        handles.set(lastId, observer.callOf(request));
        return lastId;
      },
      fail(id, error) {
        const handle = handleOf(id);
        if (handle !== undefined) observer.handlerFailed(handle, error);
      },
      notify: (method, params = {}) => observer.inbound({ jsonrpc: '2.0', method, params }, undefined),
      reply: (id, result) => send({ jsonrpc: '2.0', id, result }),
      refuse: (id, code, message) => send({ jsonrpc: '2.0', id, error: { code, message } }),
      tell: (method, params = {}, during, options) => void send({ jsonrpc: '2.0', method, params }, options, during),
      askClient(method, params = {}, during) {
        lastId += 1;
        const id = `server ${lastId}`;
        send({ jsonrpc: '2.0', id, method, params }, undefined, during);
        return id;
      },
      clientReplies: (id, reply) => observer.inbound({ jsonrpc: '2.0', id, ...reply }, undefined),
      initialize() {
        const clientInfo = { name: 'a-client', version: '2.0.0' };
        const id = script.ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
        wait(5);
        script.reply(id, { protocolVersion: '2025-06-18', capabilities: {} });
        script.notify('notifications/initialized');
      },
      connect,
      finish: () => capture.finish({ kind: 'exit', code: 0 }),
    };
    return script;
  }

  return connect(connection);
}
