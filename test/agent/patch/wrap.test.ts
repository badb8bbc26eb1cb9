import { describe, expect, it } from 'vitest';
import { isWrapper, wrapFunction, wrapMethod } from '../../../src/agent/patch/wrap.js';
import type { Method } from '../../../src/sdk-object.js';

const passOn = (original: Method): Method =>
  function (this: unknown, ...args) {
    return original.apply(this, args);
  };

class Server {
  name = 'a';
  greet(to: string, _loud?: boolean): string {
    return `${this.name} ${to}`;
  }
}

describe('a wrapped method', () => {
  it('keeps its name, its length, its `this` and its attributes', () => {
    const before = Object.getOwnPropertyDescriptor(Server.prototype, 'greet');
    const undo = wrapMethod(Server.prototype, 'greet', passOn);
    const after = Object.getOwnPropertyDescriptor(Server.prototype, 'greet');

    expect(new Server().greet('b')).toBe('a b');
    expect([after?.value.name, after?.value.length]).toEqual(['greet', 2]);
    expect({ ...after, value: 0 }).toEqual({ ...before, value: 0 });
    undo?.();
    expect(Object.getOwnPropertyDescriptor(Server.prototype, 'greet')).toEqual(before);
  });

  it('is wrapped once', () => {
    const target = { send: () => 1 };

    expect(wrapMethod(target, 'send', passOn)).toBeTypeOf('function');
    expect(wrapMethod(target, 'send', passOn)).toBeUndefined();
    expect(isWrapper(target.send)).toBe(true);
  });

  it('is taken off an instance without a trace', () => {
    const server = new Server();
    const undo = wrapMethod(server, 'greet', passOn);

    expect(Object.hasOwn(server, 'greet')).toBe(true);
    undo?.();
    expect(Object.hasOwn(server, 'greet')).toBe(false);
  });

  it('stays below a wrapper that somebody else has put on top', () => {
    const target = { send: () => 1 };
    const undo = wrapMethod(target, 'send', passOn);
    const stranger = () => 2;
    target.send = stranger;
    undo?.();

    expect(target.send).toBe(stranger);
  });

  it.each([
    ['is missing', {}],
    ['is no function', { send: 1 }],
    ['is frozen', Object.freeze({ send: () => 1 })],
    ['is on an object that takes no properties', Object.preventExtensions(Object.create({ send: () => 1 }))],
  ])('is left alone where it %s', (_why, target: object) => {
    expect(wrapMethod(target, 'send', passOn)).toBeUndefined();
  });
});

describe('a wrapped function', () => {
  it('looks like the original', () => {
    function createMcpHandler(_factory: unknown, _options = {}): void {}
    const wrapped = wrapFunction(createMcpHandler as Method, passOn);

    expect([wrapped.name, wrapped.length]).toEqual(['createMcpHandler', 1]);
    expect(isWrapper(wrapped)).toBe(true);
  });
});
