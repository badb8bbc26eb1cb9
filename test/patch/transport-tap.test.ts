import { describe, expect, it } from 'vitest';
import type { ConnectionObserver } from '../../src/model.js';
import { tapTransport } from '../../src/patch/transport-tap.js';

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

function listen() {
  const heard: unknown[] = [];
  const observer: ConnectionObserver = {
    served: () => {},
    inbound: (message) => heard.push(['in', message]),
    outbound: (message) => heard.push(['out', message]),
    handlerFailed: () => {},
    transportFailed: () => {},
    closed: () => {},
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
    tapTransport(transport, observer, () => {});
    const received = await connect(transport);
    transport.onmessage?.('in');
    await transport.send('out');

    expect(heard).toEqual([
      ['in', 'in'],
      ['out', 'out'],
    ]);
    expect([received, transport.sent]).toEqual([['in'], ['out']]);
  });

  it('tells what arrives while it is started', async () => {
    const { heard, observer } = listen();
    const transport = new Eager();
    tapTransport(transport, observer, () => {});
    await connect(transport);

    expect(heard).toEqual([['in', 'first']]);
  });

  it.each([
    ['that pass a callback on', new Delegating()],
    ['that can be set but not read', new WriteOnly()],
  ])('keeps accessors %s', async (_name, transport) => {
    const { heard, observer } = listen();
    tapTransport(transport, observer, () => {});
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
    tapTransport(transport, observer, () => {}).remove();

    expect(Reflect.ownKeys(transport)).toEqual(before);
  });
});
