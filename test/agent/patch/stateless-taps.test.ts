/** Transports that live for one request: their methods are replaced in a lighter way than those of others (#14). */
import { describe, expect, it } from 'vitest';
import { TransportTap } from '../../../src/agent/patch/transport-tap.js';
import type { ConnectionObserver } from '../../../src/model.js';
import { DEAF_OBSERVER } from '../../support/deaf-observer.js';

/** As streamable HTTP of the SDK is, of a class of its own for each test. */
function transportClass() {
  return class Transport {
    onmessage?: ((message: unknown) => void) | undefined;
    readonly sent: unknown[] = [];
    readonly sessionIdGenerator: (() => string) | undefined;
    constructor(sessionIdGenerator?: () => string) {
      this.sessionIdGenerator = sessionIdGenerator;
    }
    async start(): Promise<void> {}
    async close(): Promise<void> {}
    async send(message: unknown, _options?: object): Promise<void> {
      this.sent.push(message);
    }
    async handleRequest(_request: object, _options?: object): Promise<void> {}
  };
}

type Transport = InstanceType<ReturnType<typeof transportClass>>;

function tapped(transport: Transport) {
  const heard: unknown[] = [];
  const observer: ConnectionObserver = {
    ...DEAF_OBSERVER,
    inbound: (message) => heard.push(['in', message]),
    outbound: (message) => void heard.push(['out', message]),
    transportFailed: (error) => heard.push(['failed', error]),
    closed: () => heard.push(['closed']),
  };
  const onFault = (error: unknown) => void heard.push(['fault', error]);
  return { heard, tap: new TransportTap(transport, observer, onFault) };
}

/** What the SDK does with it, from `connect` to `close`. */
async function serveOnce(transport: Transport): Promise<void> {
  transport.onmessage = () => {};
  await transport.start();
  transport.onmessage?.('request');
  await transport.send('reply');
  await transport.close();
}

const WHOLE = [['in', 'request'], ['out', 'reply'], ['closed']];

describe('a stateless transport', () => {
  it('is heard like any other, and shows the same keys', async () => {
    const transport = new (transportClass())();
    const before = Object.keys(transport);
    const { heard } = tapped(transport);
    await serveOnce(transport);
    expect(heard).toEqual(WHOLE);
    expect(transport.sent).toEqual(['reply']);
    expect(Object.keys(transport)).toEqual(before);
  });

  it('each has its own listener, and one that nobody taps has none', async () => {
    const Class = transportClass();
    const [one, other] = [new Class(), new Class()];
    const [ofOne, ofOther] = [tapped(one), tapped(other)];
    await serveOnce(one);
    await serveOnce(new Class());
    expect(ofOne.heard).toEqual(WHOLE);
    expect(ofOther.heard).toEqual([]);
    await serveOnce(other);
    expect(ofOther.heard).toEqual(WHOLE);
  });

  it('is silent once the tap is removed, and heard again when it is resumed', async () => {
    const transport = new (transportClass())();
    const { heard, tap } = tapped(transport);
    tap.remove();
    await transport.send('unheard');
    tap.resume();
    await transport.send('heard');
    expect(heard).toEqual([['out', 'heard']]);
  });

  it('is heard once when a later tap takes the place of one, as for a second server', async () => {
    const transport = new (transportClass())();
    const first = tapped(transport);
    first.tap.remove();
    const second = tapped(transport);
    await serveOnce(transport);
    expect(first.heard).toEqual([]);
    expect(second.heard).toEqual(WHOLE);
  });

  it('fails to start a second time without being given up', async () => {
    const Class = transportClass();
    class Strict extends Class {
      isStarted = false;
    }
    const start = {
      async value(this: Strict): Promise<void> {
        if (this.isStarted) throw new Error('already started');
        this.isStarted = true;
      },
      writable: true,
      configurable: true,
    };
    Object.defineProperty(Class.prototype, 'start', start);
    const transport = new Strict();
    const { heard } = tapped(transport);
    await transport.start();
    await expect(transport.start()).rejects.toThrow('already started');
    await transport.send('reply');
    expect(heard).toEqual([['out', 'reply']]);
  });
});

describe('beside a stateless transport of the same class', () => {
  it('one with sessions is heard once', async () => {
    const Class = transportClass();
    tapped(new Class());
    const transport = new Class(() => 'id');
    const { heard } = tapped(transport);
    await serveOnce(transport);
    expect(heard).toEqual(WHOLE);
  });

  it('one of a subclass that calls the inherited method is heard once', async () => {
    const Class = transportClass();
    tapped(new Class());
    class Own extends Class {
      override async send(message: unknown): Promise<void> {
        await super.send(message);
      }
    }
    for (const transport of [new Own(), new Own(() => 'id')]) {
      const { heard } = tapped(transport);
      await serveOnce(transport);
      expect(heard).toEqual(WHOLE);
    }
  });

  it('one with a method that the host has given it is heard once', async () => {
    const Class = transportClass();
    tapped(new Class());
    const transport = new Class();
    const { send } = transport;
    transport.send = async (message) => send.call(transport, message);
    const { heard } = tapped(transport);
    await serveOnce(transport);
    expect(heard).toEqual(WHOLE);
  });

  it('one whose class the host has changed since is heard once', async () => {
    const Class = transportClass();
    tapped(new Class());
    const { send } = Class.prototype;
    Class.prototype.send = async function (message) {
      await send.call(this, message);
    };
    const transport = new Class();
    const { heard } = tapped(transport);
    await serveOnce(transport);
    expect(heard).toEqual(WHOLE);
  });
});
