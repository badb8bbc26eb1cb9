/** `mcpwatch.request.bytes` and `mcpwatch.response.bytes`: exact when a payload is written as it is, else an estimate. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPipeline } from '../../../../src/agent/pipeline/pipeline.js';
import { createLedger } from '../../../../src/ledger.js';
import type { McpWatchEvent } from '../../../../src/model.js';
import { sampleEvent, settingsWith } from '../sample-event.js';

/** What is recorded of a call with these payloads. */
function recorded(params: unknown, result: unknown, env: Record<string, string> = {}): McpWatchEvent {
  let line = '';
  const append = (bytes: Buffer) => {
    line = bytes.toString();
  };
  const { emit, snapshot } = createPipeline({ settings: settingsWith(env), append, ledger: createLedger() });
  const event = sampleEvent({ response_content: result });
  emit({ ...event, request_params: snapshot(event, params).value });
  return JSON.parse(line);
}

function sizesOf({ attributes }: McpWatchEvent) {
  const number = (name: string) => Number(attributes[name] ?? Number.NaN);
  return {
    request: number('mcpwatch.request.bytes'),
    response: number('mcpwatch.response.bytes'),
    isEstimated: attributes['mcpwatch.size'] === 'estimated',
  };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const text = (chars: number) => 'lorem ipsum '.repeat(chars / 12);

describe('the size of a payload', () => {
  it('is exact when it is written as it is, whatever is in it', () => {
    // Names and texts that are not secrets, so that nothing is redacted.
    const word = fc.constantFrom('a', 'price', 'größe', '数', '🙂', '\u0001', '"', '\\', 'line\nbreak', text(200));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.integer(),
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.constant(undefined),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(word, tie('value'), { maxKeys: 5 }),
      ),
    })).value;
    fc.assert(
      fc.property(fc.dictionary(word, json), fc.dictionary(word, json), (params, result) => {
        expect(sizesOf(recorded(params, result))).toEqual({
          request: bytesOf(params),
          response: bytesOf(result),
          isEstimated: false,
        });
      }),
    );
  });

  it('is never called exact when JSON.stringify writes something else, whatever the host has in it', () => {
    class Price {
      readonly amount = 3;
      get shown() {
        return '3 €';
      }
    }
    const exotic = fc.constantFrom<unknown>(
      new Date(0),
      new Date(Number.NaN),
      Object(5),
      Object('größe'),
      new Map([[1, 2]]),
      new Price(),
      { toJSON: () => ({ a: [1, 2] }) },
      Object.assign([1, 2], { toJSON: () => 'an array' }),
      Object.assign(Object.create({ inherited: 1 }), { own: 2 }),
      Object.assign(Object.create(null), { bare: 1 }),
      Object.assign([1, 2], { extra: 1 }),
      Array(3),
      Symbol('none'),
      () => 1,
      -0,
      1e21,
      1e-7,
      new Error('boom'),
      new Uint8Array([1, 2, 3]),
      new Proxy({ a: 1 }, {}),
      JSON.parse('{"__proto__":{"a":1},"2":0,"1":0}'),
      Reflect.get(JSON, 'rawJSON')?.('1e3'),
    );
    const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        exotic,
        text,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(json, (value) => {
        const { response, isEstimated } = sizesOf(recorded({}, { value }));
        if (!isEstimated) expect(response).toBe(bytesOf({ value }));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a secret', { password: 'correct horse battery staple', note: text(300) }, {}],
    ['an image', { content: [{ type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgo'.repeat(9000) }] }, {}],
    ['a long text', { text: text(300_000) }, {}],
    ['a long text of another script', { text: '数'.repeat(100_000) }, {}],
    ['a long list', { items: Array.from({ length: 50_000 }, (_, id) => ({ id, name: 'an item' })) }, {}],
    ['many properties', Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`name${at}`, at])), {}],
    ['a shape', { items: Array.from({ length: 100 }, () => text(600)) }, { MCPWATCH_PAYLOADS: 'shape' }],
    ['nothing at all, of another script', { items: ['数'.repeat(600)] }, { MCPWATCH_PAYLOADS: 'off' }],
    ['nothing at all, of a huge text', { text: '数a'.repeat(200_000) }, { MCPWATCH_PAYLOADS: 'off' }],
    [
      'nothing at all, of numbers',
      { vector: Array.from({ length: 300 }, (_, at) => Math.sqrt(at + 2) / 1000) },
      { MCPWATCH_PAYLOADS: 'off' },
    ],
    ['nothing at all, of small numbers', { ids: Array.from({ length: 300 }, () => 1) }, { MCPWATCH_PAYLOADS: 'off' }],
    ['nothing at all', { items: Array.from({ length: 100 }, () => text(600)) }, { MCPWATCH_PAYLOADS: 'off' }],
  ])('is estimated when %s is written in its place', (_what, result, env) => {
    const { response, isEstimated } = sizesOf(recorded({}, result, env));

    expect(isEstimated).toBe(true);
    expect(response).toBeGreaterThan(bytesOf(result) * 0.7);
    expect(response).toBeLessThan(bytesOf(result) * 1.3);
  });

  it('is left out where there is no result', () => {
    const event = recorded({ a: 1 }, null);

    expect(event.attributes).toMatchObject({ 'mcpwatch.request.bytes': '7' });
    expect(event.attributes).not.toHaveProperty('mcpwatch.response.bytes');
  });

  it('does not read a value twice', () => {
    let reads = 0;
    const result = {
      get once() {
        reads += 1;
        return 'a value';
      },
    };
    for (const mode of ['full', 'shape', 'off']) recorded({}, result, { MCPWATCH_PAYLOADS: mode });

    expect(reads).toBe(3);
  });
});
