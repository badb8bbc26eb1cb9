/**
 * What MCPWATCH_OTLP costs the host's thread, for bench/otlp.mjs: a call under our span, with the host's own OpenTelemetry
 * API registered, next to the same call without us; and the hot path of a call with OTLP off, next to what it was
 * before there were several destinations, and with OTLP on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { underSpan } from '../src/host-opentelemetry.ts';
import { createHotPath } from './event-paths.mjs';
import { EVENT_SIZES, eventsOfSize } from './event-payloads.mjs';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN = { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', traceFlags: 1 };
const META = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01`, baggage: 'user=alice' };
const TRACING = {
  sampler: { name: 'parentbased_always_on', ratio: 1 },
  parent: 'meta',
  isRead: true,
  isInjected: false,
};
/** Microseconds that a host's span may cost for each call. */
const LIMIT = 2;
const TURNS = 2000;

let sum = 0;
const handler = () => {
  sum += 1;
};

/** The minimum of all rounds, microseconds for each turn, of every case; they take turns. */
function measure(cases, rounds, turns) {
  const minimum = new Map(Object.keys(cases).map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(cases)) {
      const start = process.hrtime.bigint();
      for (let turn = 0; turn < turns; turn += 1) run();
      const each = Number(process.hrtime.bigint() - start) / 1000 / turns;
      minimum.set(name, Math.min(minimum.get(name), each));
    }
  }
  return minimum;
}

function register() {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider());
  propagation.setGlobalPropagator({
    inject: () => {},
    extract: (current, carrier, getter) => (getter.get(carrier, 'traceparent') === undefined ? current : current),
    fields: () => ['traceparent'],
  });
}

/** Prints two tables; `false` when a limit is exceeded. */
export function measureHost(rounds) {
  const without = measure({ 'no OpenTelemetry': () => underSpan(SPAN, META, handler) }, rounds, TURNS);
  register();
  const calls = measure({ plain: handler, ours: () => underSpan(SPAN, META, handler) }, rounds, TURNS);
  const added = calls.get('ours') - calls.get('plain');
  console.log('| a call under our span | µs more than without |\n|---|---|');
  console.log(
    `| the host has no OpenTelemetry | ${(without.get('no OpenTelemetry') - calls.get('plain')).toFixed(2)} |`,
  );
  console.log(`| the host has the API, a context manager and a propagator | ${added.toFixed(2)} (limit ${LIMIT}) |\n`);

  const folders = [0, 1, 2].map(() => mkdtempSync(join(tmpdir(), 'mcpwatch-bench-')));
  const [before, off, on] = folders;
  const [event] = eventsOfSize(EVENT_SIZES.find(({ name }) => name === '4 KB')).mixed;
  const paths = {
    'one destination only, as before': createHotPath(before),
    'MCPWATCH_OTLP not set': createHotPath(off, { isShared: true }),
    'traced for OTLP': createHotPath(on, { isShared: true, tracing: TRACING }),
  };
  const cases = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, () => path.call(event)]));
  console.log('| the hot path of a call, 4 KB, to one line on disk | µs |\n|---|---|');
  for (const [name, each] of measure(cases, rounds, 50)) console.log(`| ${name} | ${each.toFixed(2)} |`);
  console.log('');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  return added <= LIMIT && sum > 0;
}
