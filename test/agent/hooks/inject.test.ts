import { describe, expect, it } from 'vitest';
import { injectSdk, sdkPartsIn } from '../../../src/agent/hooks/inject.js';
import { decodeFile } from '../../../src/agent/hooks/injection.js';

const KEY = Symbol.for('mcpwatch');
const EVERY_PART = { classes: true, entries: true, errors: true };
const MODULE = { file: "/a b/(it's)/bundle.js", kind: 'cjs' } as const;

/** Runs `source`, which answers a value, with a runtime in place that keeps what it is handed. */
function handedOver(source: string): unknown[] {
  const marked = injectSdk(source, MODULE, EVERY_PART) ?? source;
  const adopted: unknown[] = [];
  Object.defineProperty(globalThis, KEY, { value: { adopt: (it: unknown) => adopted.push(it) }, configurable: true });
  try {
    new Function(marked)();
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
    [
      'a method behind comments',
      'class A {\n  b() {}\n  // c, see https://d\n  /** e; f */\n  async _oninitialize(r) {}\n}',
    ],
    ['the first member behind a comment', 'class A extends (0, Object) { /* b */\n  setToolRequestHandlers() {}\n}'],
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
    ['a function', 'function setToolRequestHandlers() { }'],
    ['an asynchronous function', 'var a = 1;\nasync function _oninitialize(r) { }'],
    ['what a compiler to ES5 leaves', 'f(A, [{ key: 1, value: function setToolRequestHandlers() { } }])'],
    ['a member behind a comment', 'f({ connect() {},\n // c;\n setToolRequestHandlers() {} })'],
    ['a first member behind a comment', 'f({ /* c; */ setToolRequestHandlers() {} })'],
    ['a member of a spread object', 'f({ ...{ setToolRequestHandlers() {} } })'],
    ['a member of a thrown object', 'throw { setToolRequestHandlers() {} }'],
    ['a member of an object in the head of a class', 'class A extends f({ setToolRequestHandlers() {} }) {}'],
    ['a call before a block', 'setToolRequestHandlers()\n{ }'],
    ['a call before a block, behind a statement', 'a();\nsetToolRequestHandlers()\n{ }'],
    ['a private method of TypeScript', 'class A { a = 1;\n private setToolRequestHandlers() { } }'],
    ['a modifier on a line of its own', 'class A { a() {}\n private\n setToolRequestHandlers() { } }'],
    ['a declaration of a type', 'declare class A { _oninitialize(request: R): Promise<void>; }'],
  ])('leaves %s as it is', (_what, source) => {
    expect(injectSdk(source, MODULE, EVERY_PART)).toBeUndefined();
  });

  it('adds no line, so that stack traces keep their numbers', () => {
    const source = 'class A {\n  async _oninitialize(r) {\n  }\n}\n';

    expect(injectSdk(source, MODULE, EVERY_PART)?.split('\n')).toHaveLength(source.split('\n').length);
  });

  it('leaves a marked class harmless where mcpwatch is not installed', () => {
    const marked = injectSdk('class A{async _oninitialize(r){}} return A', MODULE, EVERY_PART) ?? '';

    expect(new Function(marked)).not.toThrow();
  });

  it('names the file in words that every kind of module has, eval included', () => {
    const origins: unknown[] = [];
    const adopt = (_class: unknown, origin: { file: string }) => origins.push(decodeFile(origin.file));
    Object.defineProperty(globalThis, KEY, { value: { adopt }, configurable: true });
    try {
      new Function(injectSdk('class A{async _oninitialize(r){}}', MODULE, EVERY_PART) ?? '')();
    } finally {
      Reflect.deleteProperty(globalThis, KEY);
    }

    expect(origins).toEqual([MODULE.file]);
  });

  it.each(['"', "'", '`'])('ends no string in %s that spells the method', (quote) => {
    const marked = injectSdk(`return ${quote};async _oninitialize(request) {${quote}`, MODULE, EVERY_PART) ?? '';

    expect(new Function(marked)()).toContain('async _oninitialize(request) {');
  });

  it.each([
    [
      'a class',
      'class A{async _oninitialize(r){this.setRequestHandler()}}',
      { classes: true, entries: true, errors: true },
    ],
    [
      'the module of errors alone',
      'this._requestHandlerAbortControllers; setRequestHandler',
      { classes: false, entries: false, errors: true },
    ],
    ['an entry', 'options.legacy; options.maxSubscriptions', { classes: false, entries: true, errors: false }],
    ['neither', 'setRequestHandler; options.maxSubscriptions', undefined],
  ])('looks for what a module may have: %s', (_what, text, parts) => {
    expect(sdkPartsIn(text)).toEqual(parts);
    expect(sdkPartsIn(Buffer.from(text))).toEqual(parts);
  });

  it('passes over modules that cannot hold the SDK, as text and as bytes', () => {
    expect(sdkPartsIn('setRequestHandler')).toBeUndefined();
    expect(sdkPartsIn(Buffer.from('class A{async _oninitialize(r){this.setRequestHandler()}}'))).toBeDefined();
    expect(sdkPartsIn('class A{setToolRequestHandlers(){}}')).toBeDefined();
  });
});
