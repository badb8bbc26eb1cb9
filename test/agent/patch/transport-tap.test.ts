import { describe, expect, it, onTestFinished } from 'vitest';
import { handling } from '../../../src/agent/patch/current-call.js';
import { TransportTap } from '../../../src/agent/patch/transport-tap.js';
import type { ConnectionObserver } from '../../../src/model.js';
import { DEAF_OBSERVER } from '../../support/deaf-observer.js';

interface Transport {
  onmessage?: ((message: unknown) => void) | undefined;
  start(): Promise<void>;
  send(message: unknown): Promise<void>;
}

class Plain implements Transport {
  onmessage?: ((message: unknown) => void) | undefined;
  readonly sent: unknown[] = [];
  async start(): Promise<void> {}
  async send(message: unknown): Promise<void> {
    this.sent.push(message);
  }
}

/** From SDK 1.25 on the callbacks of streamable HTTP are accessors to a transport inside. */
class Delegating extends Plain {
  readonly inner = new Plain();
  constructor() {
    super();
    Reflect.deleteProperty(this, 'onmessage');
  }
}
Object.defineProperty(Delegating.prototype, 'onmessage', {
  get(this: Delegating) {
    return this.inner.onmessage;
  },
  set(this: Delegating, value) {
    this.inner.onmessage = value;
  },
});

/** mcp-framework's transports. */
class WriteOnly extends Delegating {}
Object.defineProperty(WriteOnly.prototype, 'onmessage', {
  set(this: WriteOnly, value) {
    this.inner.onmessage = value;
  },
});

class Private extends Plain {
  readonly #sent: unknown[] = [];
  override async send(message: unknown): Promise<void> {
    this.#sent.push(message);
    await super.send(message);
  }
}

/** Delivers what waits as soon as it is started, as the in-memory transport does. */
class Eager extends Plain {
  override async start(): Promise<void> {
    this.onmessage?.('first');
  }
}

const REPLY = { jsonrpc: '2.0', id: 1, result: {} };
const BROKEN = new Error('the pipe is gone');
function fail(): never {
  throw BROKEN;
}

function listen() {
  const heard: unknown[] = [];
  const observer: ConnectionObserver = {
    ...DEAF_OBSERVER,
    inbound: (message) => heard.push(['in', message]),
    outbound: (message) => {
      heard.push(['out', message]);
      return { ends: message };
    },
    unsent: (ended, error) => heard.push(['unsent', ended, error]),
  };
  return { heard, observer };
}

/** What the SDK does in `connect`. */
async function connect(transport: Transport): Promise<unknown[]> {
  const received: unknown[] = [];
  transport.onmessage = (message) => received.push(message);
  await transport.start();
  return received;
}

describe('a tapped transport', () => {
  it.each([
    ['plain', new Plain()],
    ['with private fields', new Private()],
  ])('%s: tells both directions, and the host hears the same', async (_name, transport) => {
    const { heard, observer } = listen();
    new TransportTap(transport, observer, () => {});
    const received = await connect(transport);
    transport.onmessage?.('in');
    await transport.send('out');

    expect(heard).toEqual([
      ['in', 'in'],
      ['out', 'out'],
    ]);
    expect([received, transport.sent]).toEqual([['in'], ['out']]);
  });

  it.each([
    ['throws', () => fail()],
    ['rejects', async () => fail()],
    ['rejects later', () => new Promise<void>((_, reject) => setTimeout(reject, 5, BROKEN))],
  ])('tells the reply that it failed to send when `send` %s, and the host gets the same error', async (_way, send) => {
    const { heard, observer: listener } = listen();
    const transport: Plain = Object.assign(new Plain(), { send });
    const { observer } = new TransportTap(transport, listener, () => {});
    await connect(transport);
    const outcome = await Promise.resolve()
      .then(() => handling({ observer, call: {}, id: REPLY.id, protocol: {} }, () => transport.send(REPLY)))
      .catch((error: unknown) => error);

    expect(outcome).toBe(BROKEN);
    expect(heard).toEqual([
      ['out', REPLY],
      ['unsent', { ends: REPLY }, BROKEN],
    ]);
  });

  it('tells the request that it failed to send when the SDK waits for its reply', async () => {
    const { heard, observer: listener } = listen();
    const transport: Plain = Object.assign(new Plain(), { send: async () => fail() });
    const { observer } = new TransportTap(transport, listener, () => {});
    const request = { id: 7, method: 'ping' };
    const protocol = { _responseHandlers: new Map([[7, () => {}]]) };
    await handling({ observer, call: {}, id: 1, protocol }, () => transport.send(request)).catch(() => {});

    expect(heard).toEqual([
      ['out', request],
      ['unsent', { ends: request }, BROKEN],
    ]);
  });

  it('answers the very promise that `send` made: another would settle later, and replies change places', async () => {
    const sending = Promise.resolve();
    const transport: Plain = Object.assign(new Plain(), { send: () => sending });
    const { observer } = new TransportTap(transport, listen().observer, () => {});

    expect(handling({ observer, call: {}, id: REPLY.id, protocol: {} }, () => transport.send(REPLY))).toBe(sending);
  });

  it('leaves the rejection of what the host sends itself, and handles nowhere, to the process', async () => {
    const seen: unknown[] = [];
    const note = (reason: unknown) => seen.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
    onTestFinished(() => {
      process.off('unhandledRejection', note);
      for (const other of others) process.on('unhandledRejection', other);
    });
    const transport: Plain = Object.assign(new Plain(), { send: async () => fail() });
    new TransportTap(transport, listen().observer, () => {});
    void transport.send({ jsonrpc: '2.0', method: 'notifications/message' });

    await expect.poll(() => seen).toEqual([BROKEN]);
  });

  it('tells what arrives while it is started', async () => {
    const { heard, observer } = listen();
    const transport = new Eager();
    new TransportTap(transport, observer, () => {});
    await connect(transport);

    expect(heard).toEqual([['in', 'first']]);
  });

  it.each([
    ['that pass a callback on', new Delegating()],
    ['that can be set but not read', new WriteOnly()],
  ])('keeps accessors %s', async (_name, transport) => {
    const { heard, observer } = listen();
    new TransportTap(transport, observer, () => {});
    const received = await connect(transport);
    transport.inner.onmessage?.('in');

    expect(heard).toEqual([['in', 'in']]);
    expect(received).toEqual(['in']);
    expect(Object.hasOwn(transport, 'onmessage')).toBe(false);
  });

  it('is left as it was when the tap is removed before the start', () => {
    const { observer } = listen();
    const transport = new WriteOnly();
    const before = Reflect.ownKeys(transport);
    new TransportTap(transport, observer, () => {}).remove();

    expect(Reflect.ownKeys(transport)).toEqual(before);
  });
});
