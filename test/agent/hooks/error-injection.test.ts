import { describe, expect, it } from 'vitest';
import { injectSdk, sdkPartsIn } from '../../../src/agent/hooks/inject.js';

const KEY = Symbol.for('mcpwatch');
const EVERY_PART = { classes: true, entries: true, errors: true };
const MODULE = { file: 'protocol.js', kind: 'esm' } as const;

/** Runs `source` with the injections, and returns the errors that were reported, and what `source` returned. */
async function run(source: string) {
  const errors: unknown[] = [];
  const failed = (error: unknown) => errors.push(error);
  Object.defineProperty(globalThis, KEY, { value: { failed }, configurable: true });
  try {
    const result: unknown = await new Function(injectSdk(source, MODULE, EVERY_PART) ?? source)();
    return { errors, result };
  } finally {
    Reflect.deleteProperty(globalThis, KEY);
  }
}

const BROKEN = `const broken = Object.assign(new Error('broken'), { code: -32001 });`;

/** How `_onrequest` answers a failed request, as published and as minifiers write it. */
const REPLIES: readonly (readonly [string, string])[] = [
  [
    'SDK 1.32',
    `return Promise.reject(broken).then(() => {}, async (error) => {
       if (false) {
         return;
       }
       return { code: Number.isSafeInteger(error['code']) ? error['code'] : -32603 };
     });`,
  ],
  [
    'SDK 1.0',
    `return Promise.reject(broken).then(() => {}, (error) => {
       return { code: Number.isSafeInteger(error["code"]) ? error["code"] : -32603 };
     });`,
  ],
  [
    'SDK 2.4',
    `return Promise.reject(broken).then(() => {}, async (error) => {
       const thrownCode = Number.isSafeInteger(error["code"]) ? error["code"] : -32603;
       return { code: thrownCode };
     });`,
  ],
  [
    'a minified bundle',
    `return Promise.reject(broken).then(()=>{},async $e=>{return{code:Number.isSafeInteger($e.code)?$e.code:-32603}})`,
  ],
];

/** How the handler of tools/call makes a result of an error; 1.3 to 1.20 do it in place, twice. */
const RESULTS: readonly (readonly [string, string])[] = [
  [
    'SDK 1.32',
    `class S{createToolError(text){return {text};} setToolRequestHandlers() { return (async () => {
       try { throw broken; }
       catch (error) {
         if (error instanceof RangeError) {
           throw error;
         }
         return this.createToolError(error instanceof Error ? error.message : String(error));
       }
     })(); }} return new S().setToolRequestHandlers();`,
  ],
  [
    'SDK 1.20',
    `class S{ setToolRequestHandlers() { return (async () => {
       let result;
       try { throw broken; }
       catch (error) {
         result = { content: [{ type: "text", text: error instanceof Error ? error.message : String(error) }], isError: true };
       }
       return result;
     })(); }} return new S().setToolRequestHandlers();`,
  ],
  [
    'a minified bundle',
    `class S{createToolError(t){return{t}}setToolRequestHandlers(){try{throw broken}catch(e){return this.createToolError(e instanceof Error?e.message:String(e))}}}return new S().setToolRequestHandlers()`,
  ],
];

describe('an error that the SDK catches', () => {
  it.each([...REPLIES, ...RESULTS])('is reported in %s, and handled as before', async (_name, source) => {
    const { errors, result } = await run(`${BROKEN}${source}`);

    expect(errors).toMatchObject([{ message: 'broken' }]);
    expect(result).toEqual(await new Function(`${BROKEN}${source}`)());
  });

  it('is reported where the line ends, so that no column of a stack changes', () => {
    const [, source] = REPLIES[0] ?? ['', ''];
    const injected = injectSdk(source, MODULE, EVERY_PART)?.split('\n') ?? [];
    const changed = source.split('\n').flatMap((line, at) => (injected[at] === line ? [] : [[line, injected[at]]]));

    expect(changed).toEqual([[expect.stringMatching(/\{$/), expect.stringMatching(/\{globalThis.*\);$/)]]);
  });

  it('is found in the module of `_onrequest`, which holds no class that is reported', () => {
    expect(sdkPartsIn('this._requestHandlerAbortControllers; this._requestHandlers; setRequestHandler')).toBeDefined();
  });
});

describe('other code', () => {
  it.each([
    ['a number that is checked elsewhere', 'const size = Number.isSafeInteger(options.code) ? options.code : 0;'],
    [
      'a message that is taken of an error',
      'try{}catch(error){log(error instanceof Error ? error.message : String(error))}',
    ],
    ['a code without a handler around it', "function f(error) { return Number.isSafeInteger(error['code']); }"],
  ])('is left alone: %s', (_what, source) => {
    expect(injectSdk(source, MODULE, EVERY_PART)).toBeUndefined();
  });
});
