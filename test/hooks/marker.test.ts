import { describe, expect, it } from 'vitest';
import { markSdk, mayHoldSdk } from '../../src/hooks/marker.js';

const KEY = Symbol.for('mcpwatch');

/** Runs `source`, which answers a value, with a runtime in place that keeps what it is handed. */
function handedOver(source: string): unknown[] {
  const marked = markSdk(source, 'cjs') ?? source;
  const adopted: unknown[] = [];
  Object.defineProperty(globalThis, KEY, { value: { adopt: (it: unknown) => adopted.push(it) }, configurable: true });
  try {
    new Function('__filename', marked)('/bundle.js');
  } finally {
    Reflect.deleteProperty(globalThis, KEY);
  }
  return adopted;
}

describe('the marker', () => {
  it.each([
    ['a class', 'class A{async _oninitialize(r){}setRequestHandler(){}}'],
    ['a class in an expression', 'var A=class extends Object{async _oninitialize(r){}}'],
    ['a minified class', 'var e=class{constructor(){super_=1}async _oninitialize(t){return t}};var super_;new e'],
    ['fields without semicolons before it', 'class A{\n  a = 1\n  b = () => 2\n  async _oninitialize(request) {}\n}'],
    [
      'what a compiler to ES2016 leaves',
      'class A{_oninitialize(request){return __awaiter(this)}};function __awaiter(){}',
    ],
    ['the class of tools', 'class McpServer{setToolRequestHandlers(){if(1)return}}'],
  ])('hands over %s, once it is complete', (_what, source) => {
    const [adopted, ...more] = handedOver(source);

    expect(more).toEqual([]);
    const { prototype } = adopted as { prototype: object };
    expect(Object.getOwnPropertyNames(prototype)).toContainEqual(
      expect.stringMatching(/^(_oninitialize|setToolRequestHandlers)$/),
    );
  });

  it.each([
    ['a call', 'this._oninitialize(request)'],
    ['a call on a new line', 'a\n._oninitialize(request)\n{ }'],
    ['a longer name', 'class A{async my_oninitialize(r){}}'],
    ['a name that goes on', 'class A{async _oninitialized(r){}}'],
    ['a private name', 'class A{async #_oninitialize(r){}}'],
    ['a static method', 'class A{static _oninitialize(r){}}'],
    ['an accessor', 'class A{get setToolRequestHandlers(){}}'],
    ['a property', 'const a={_oninitialize:1}'],
    ['a member of an object', 'const a = { b: 1, async _oninitialize(r) {}, setToolRequestHandlers() {} }'],
    ['the first member of an object', 'f({ _oninitialize(r) {} }); const g = () => ({ setToolRequestHandlers() {} })'],
    ['a returned object', 'return { async _oninitialize(r) {} }'],
    ['a declaration of a type', 'declare class A { _oninitialize(request: R): Promise<void>; }'],
  ])('leaves %s as it is', (_what, source) => {
    expect(markSdk(source, 'esm')).toBeUndefined();
  });

  it('adds no line, so that stack traces keep their numbers', () => {
    const source = 'class A {\n  async _oninitialize(r) {\n  }\n}\n';

    expect(markSdk(source, 'esm')?.split('\n')).toHaveLength(source.split('\n').length);
  });

  it('leaves a marked class harmless where mcpwatch is not installed', () => {
    const marked = markSdk('class A{async _oninitialize(r){}} return A', 'cjs') ?? '';

    expect(new Function(marked)).not.toThrow();
  });

  it.each(['"', "'", '`'])('ends no string in %s that spells the method', (quote) => {
    const marked = markSdk(`return ${quote}async _oninitialize(request) {${quote}`, 'cjs') ?? '';

    expect(new Function(marked)()).toContain('async _oninitialize(request) {');
  });

  it('passes over modules that cannot hold the SDK, as text and as bytes', () => {
    expect(mayHoldSdk('setRequestHandler')).toBe(false);
    expect(mayHoldSdk(Buffer.from('class A{async _oninitialize(r){this.setRequestHandler()}}'))).toBe(true);
    expect(mayHoldSdk('class A{setToolRequestHandlers(){}}')).toBe(true);
  });
});
