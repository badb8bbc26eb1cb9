import { describe, expect, it } from 'vitest';
import { injectSdk, sdkPartsIn } from '../../../src/agent/hooks/inject.js';

const KEY = Symbol.for('mcpwatch');
const EVERY_PART = { classes: true, entries: true, errors: true };
const MODULE = { file: "/a b/(it's)/bundle.js", kind: 'cjs' } as const;
const HANDLER =
  'function createMcpHandler(factory, options = {}) {\n  const { legacy, onerror, responseMode } = options;\n}';
const STDIO =
  'function serveStdio(factory, options = {}) {\n' +
  '  const legacyMode = options.legacy ?? "serve";\n  const wire = options.transport ?? new StdioServerTransport();\n}';
const TRANSPORT = 'var StdioServerTransport = class {};';

/** Runs marked `source` with a runtime in place that answers `replaced` for every function it is handed. */
function run(source: string): { readonly names: readonly unknown[]; readonly result: unknown } {
  const names: unknown[] = [];
  const adopt = (_value: unknown, _origin: object, name: unknown) => {
    names.push(name);
    return 'replaced';
  };
  Object.defineProperty(globalThis, KEY, { value: { adopt }, configurable: true });
  try {
    return { names, result: new Function(injectSdk(source, MODULE, EVERY_PART) ?? '')() };
  } finally {
    Reflect.deleteProperty(globalThis, KEY);
  }
}

describe('the marker of entries', () => {
  it.each([
    ['as it is published', `${HANDLER}\nreturn createMcpHandler`],
    ['behind a comment', `var a = 1;\n/**\n * {@link a}; (see b)\n */\n// c (\n${HANDLER}\nreturn createMcpHandler`],
    ['behind an expression without a semicolon', `var a = {}\n${HANDLER}\nreturn createMcpHandler`],
    ['minified', 'var q=1;function Xe(e,t={}){let{legacy:n,onerror:r,responseMode:i}=t}return Xe'],
    ['behind a class', 'class Q{}function a(e,a={}){var{legacy:n,responseMode:i}=a}return a'],
    [
      'by a getter that stands before it',
      `const exports = { get f() { return createMcpHandler } };\n${HANDLER}\nreturn exports.f`,
    ],
  ])('replaces createMcpHandler, %s', (_what, source) => {
    expect(run(source)).toEqual({ names: ['createMcpHandler'], result: 'replaced' });
  });

  it.each([
    ['as it is published', `${TRANSPORT}\n${STDIO}\nreturn serveStdio`],
    ['minified', 'var T=class{};function s(e,t={}){let n=t.legacy??`serve`,r=t.transport??new T,i}return s'],
    ['when its transport is declared further down', `${STDIO}\nreturn serveStdio\n${TRANSPORT}`],
  ])('replaces serveStdio, and hands over the transport that it makes, %s', (_what, source) => {
    expect(run(source)).toEqual({ names: ['serveStdio', 'StdioServerTransport'], result: 'replaced' });
  });

  it('replaces serveStdio when its transport cannot be read yet', () => {
    const source = `${STDIO}\nclass StdioServerTransport {}\nreturn serveStdio`;

    expect(run(source)).toEqual({ names: ['serveStdio'], result: 'replaced' });
  });

  it.each([
    ['a function in an expression', `return typeof (\n${HANDLER})`],
    ['an argument behind a comment of one line', `return typeof [ // a;\n${HANDLER}][0]`],
    ['an argument behind a comment', `return typeof [/* ; */ ${HANDLER}][0]`],
    [
      'what another package calls createMcpHandler',
      'function createMcpHandler(init, options = {}) { const { legacy } = options }',
    ],
    ['a default export', `export default ${HANDLER}`],
    ['an asynchronous function', `async ${HANDLER}`],
  ])('leaves %s as it is', (_what, source) => {
    expect(injectSdk(source, MODULE, EVERY_PART)).toBeUndefined();
  });

  it('marks an exported function', () => {
    expect(injectSdk(`export ${HANDLER}`, MODULE, EVERY_PART)).toMatch(
      /^try\{createMcpHandler=.*\}catch\{\}export function /,
    );
  });

  it('adds no line, and leaves the function in place where mcpwatch is not installed', () => {
    const source = `${TRANSPORT}\n${STDIO}\n${HANDLER}\nreturn [typeof serveStdio, typeof createMcpHandler]`;
    const marked = injectSdk(source, MODULE, EVERY_PART) ?? '';

    expect(marked.split('\n')).toHaveLength(source.split('\n').length);
    expect(new Function(marked)()).toEqual(['function', 'function']);
  });

  it.each(["'", '`'])('ends no string in %s that spells an entry', (quote) => {
    const text = `;${HANDLER.replaceAll('\n', ' ')}`;
    const marked = injectSdk(`return ${quote}${text}${quote}`, MODULE, EVERY_PART) ?? '';

    expect(marked).not.toContain(quote + text);
    expect(new Function(marked)()).toContain('function createMcpHandler(');
  });

  it('looks only at modules that may hold an entry', () => {
    expect(sdkPartsIn(Buffer.from('options.legacy; options.maxSubscriptions'))).toBeDefined();
    expect(sdkPartsIn('function createMcpHandler(')).toBeUndefined();
    expect(sdkPartsIn('options.maxSubscriptions')).toBeUndefined();
  });
});
