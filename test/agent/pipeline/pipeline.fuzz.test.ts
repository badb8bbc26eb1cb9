/**
 * Any value, with secrets planted in it. 5,000 cases by default; MCPWATCH_FUZZ_RUNS=100000 (`npm run
 * test:fuzz`) for the full run.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SECRET_NAMES, VALUE_SECRETS } from './fake-secrets.js';
import { openPipeline, sampleEvent } from './sample-event.js';

const RUNS = Number(process.env.MCPWATCH_FUZZ_RUNS ?? 5000);
const TIMEOUT_MS = 30_000 + RUNS * 20;

/** Part of every planted secret that has no look of its own; found nowhere else. */
const CANARY = 'qZ7canaryX';

function bomb(): never {
  throw new Error('boom');
}

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
}

function circle(): unknown {
  const loop: Record<string, unknown> = {};
  loop.loop = { loop };
  return loop;
}

const NASTY: ReadonlyArray<() => unknown> = [
  () => 10n ** 400n,
  () => -5n,
  () => Symbol('s'),
  () => bomb,
  () => undefined,
  () => Number.NaN,
  () => '\ud800 alone \udfff',
  () => '\u2028\u0000"\\\u007f',
  () => new Date(Number.NaN),
  () =>
    new Map<unknown, unknown>([
      [{}, 1],
      [Symbol('m'), 2],
      ['k', new Map()],
    ]),
  () => new Set([new Set([1])]),
  () => new Uint8Array(1e5),
  () => Object.create({ inherited: 1 }),
  () => Object.create(null),
  () => Object.assign(new Error('no'), { code: 'E', self: circle() }),
  () => ({ toJSON: bomb }),
  () => ({ toJSON: () => ({ toJSON: bomb, length: 1e9 }) }),
  () => ({ toJSON: () => new Uint8Array(1e5) }),
  () => ({
    get bad() {
      return bomb();
    },
  }),
  () => new Proxy({}, { get: bomb, ownKeys: bomb, getPrototypeOf: bomb }),
  () => new Proxy([1, 2], { get: (target, key) => (key === 'length' ? 1e308 : Reflect.get(target, key)) }),
  () => Array(1e6),
  () => ({ length: 1e9 }),
  () => 'x'.repeat(1e5),
  () => '\u0001'.repeat(3e4),
  () => Object('boxed'),
  () => JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":2,"hasOwnProperty":3}'),
  revoked,
  circle,
];

/** Stands for a nasty value until it is sent: fast-check itself would trip over some of them. */
class Seed {
  constructor(readonly index: number) {}
}
const nasty = fc.nat(NASTY.length - 1).map((index) => new Seed(index));

function grow(value: unknown): unknown {
  if (value instanceof Seed) return NASTY[value.index]?.();
  if (Array.isArray(value)) return value.map(grow);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, grow(item)]));
}
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.lorem({ maxCount: 60, mode: 'words' }));
const plain = fc.oneof({ weight: 4, arbitrary: text }, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));

/** A secret, and the words that must not be found in the line. */
interface Planted {
  readonly value: unknown;
  readonly secrets: readonly string[];
}

const named: fc.Arbitrary<Planted> = fc
  .record({ name: fc.constantFrom(...SECRET_NAMES), before: text, inText: fc.nat(4), cut: fc.nat(6) })
  .map(({ name, before, inText, cut }) => {
    let value: unknown = { before: before.slice(0, 20), [name]: `${CANARY}-value`, after: 1 };
    for (let times = 0; times < inText && times < 3; times += 1) value = { text: JSON.stringify(value) };
    // Cut-off JSON in a text, as a host's own bound makes it.
    const json = JSON.stringify(value);
    return { value: inText === 4 ? json.slice(0, json.length - cut) : value, secrets: [CANARY] };
  });

const looking: fc.Arbitrary<Planted> = fc
  .record({ of: fc.constantFrom(...VALUE_SECRETS), before: text, after: text, inText: fc.nat(2) })
  .map(({ of: [, shown, secret], before, after, inText }) => {
    let value: unknown = { note: `${before.replace(/[\w:/@\\-]+$/, '')} ${shown} ${after}` };
    for (let times = 0; times < inText; times += 1) value = { text: JSON.stringify(value) };
    return { value, secrets: [secret] };
  });

/** A secret at a place where the bound is likely to cut. */
const atTheCut: fc.Arbitrary<Planted> = fc
  .record({
    of: fc.constantFrom(...VALUE_SECRETS),
    before: fc.nat(700),
    filler: fc.constantFrom('.', 'é ', '\n', '"'),
  })
  .map(({ of: [, shown, secret], before, filler }) => ({
    value: { text: `${filler.repeat(before)} ${shown}\n${'end '.repeat(3000)}` },
    secrets: [
      secret,
      JSON.stringify(secret)
        .slice(1, -1)
        .slice(0, Math.max(6, secret.length >> 1)),
    ],
  }));

const NOTHING_PLANTED: Planted = { value: null, secrets: [] };

const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'value', withCrossShrink: true },
    { weight: 4, arbitrary: plain },
    { weight: 1, arbitrary: nasty },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 6, depthIdentifier: 'value' }) },
    { weight: 3, arbitrary: fc.dictionary(text, tie('value'), { maxKeys: 6, depthIdentifier: 'value' }) },
  ),
})).value;

const testCase = fc.record({
  around: anything,
  planted: fc.oneof(fc.constant(NOTHING_PLANTED), named, looking, atTheCut),
  place: fc.constantFrom('arguments', 'result', 'notification', 'error', 'attribute', 'name'),
  bound: fc.constantFrom(256, 300, 512, 1000, 4096, 32_768),
  mode: fc.constantFrom('full', 'full', 'full', 'shape', 'off'),
});

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function eventOf(place: string, around: unknown, value: unknown) {
  const payload = { planted: value, around };
  const places: Readonly<Record<string, object>> = {
    arguments: { request_params: payload },
    result: { response_content: { content: [payload, around] } },
    notification: { event_type: 'notification', request_params: [around, value] },
    error: { request_params: around, is_error: true, error_message: textOf(value) },
    attribute: {
      response_content: around,
      attributes: { 'exception.stacktrace': textOf(value), other: 'x' },
    },
    name: { response_content: around, event_type: 'resource_read', event_name: textOf(value) },
  };
  return sampleEvent(places[place] ?? {});
}

describe('any value', () => {
  it(`is one line of JSON, within its bound, without the planted secret (${RUNS} cases)`, {
    timeout: TIMEOUT_MS,
  }, () => {
    const pipelines = new Map<string, ReturnType<typeof openPipeline>>();
    const pipelineFor = (bound: number, mode: string) => {
      const key = `${bound} ${mode}`;
      const known =
        pipelines.get(key) ?? openPipeline({ MCPWATCH_MAX_PAYLOAD_BYTES: String(bound), MCPWATCH_PAYLOADS: mode });
      pipelines.set(key, known);
      return known;
    };
    let events = 0;

    fc.assert(
      fc.property(testCase, ({ around, planted, place, bound, mode }) => {
        const { send, lines, ledger } = pipelineFor(bound, mode);
        lines.length = 0;
        send(eventOf(place, grow(around), planted.value));
        events += 1;

        expect(ledger.counts.dropped).toEqual({});
        const [line = ''] = lines;
        const parsed = JSON.parse(line) as object;
        expect(Object.keys(parsed)).toHaveLength(24);
        expect(line.includes('\n')).toBe(false);
        for (const [, payload = ''] of payloadsOf(line)) expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(bound);
        for (const secret of planted.secrets) expect(line.includes(secret), `${secret} in ${line}`).toBe(false);
      }),
      { numRuns: RUNS, endOnFailure: process.env.MCPWATCH_FUZZ_RUNS !== undefined },
    );
    expect(events).toBeGreaterThanOrEqual(RUNS);
  });
});

/** The fields' own order finds the payloads without parsing: what parses back may be written shorter. */
function payloadsOf(line: string): Array<readonly [string, string]> {
  const start = line.indexOf(',"request_params":');
  const middle = line.indexOf(',"response_content":', start);
  const end = line.lastIndexOf(',"is_error":');
  return [
    ['request_params', line.slice(start + ',"request_params":'.length, middle)],
    ['response_content', line.slice(middle + ',"response_content":'.length, end)],
  ];
}
