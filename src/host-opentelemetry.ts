/**
 * The host's own OpenTelemetry API, where it has loaded one: without depending on it, and in whatever version. The API
 * keeps what is registered under a global symbol (since 1.0). It is looked up each time, because hosts register late.
 * Nothing here throws; what the host runs is never inside a `try`, or it could run twice.
 */
import { TraceState } from './host-trace-state.js';
import type { CallSpan } from './model.js';
import { fieldOf, isMethod, isObject, type Method } from './sdk-object.js';

const API = Symbol.for('opentelemetry.js.api.1');
/** Under which a context holds its span (since API 1.0). */
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');

/** The span in whose context this is; `undefined` where there is none, or no OpenTelemetry. */
export function ambientSpan(): CallSpan | undefined {
  try {
    const context = activeContext(registered());
    return context === undefined ? undefined : spanContextIn(context);
  } catch {
    return undefined;
  }
}

/**
 * Runs `work` with `span` as the active span of the host's OpenTelemetry, so that spans in it are children of ours.
 * `carrier` is the request's `_meta`, from which the host's propagators extract baggage and whatever else they know.
 */
export function underSpan(span: CallSpan, carrier: unknown, work: () => unknown): unknown {
  const context = contextWith(span, carrier);
  return context === undefined ? work() : Reflect.apply(context.run, context.manager, [context.value, work]);
}

interface PreparedContext {
  readonly manager: object;
  readonly run: Method;
  readonly value: unknown;
}

function contextWith(span: CallSpan, carrier: unknown): PreparedContext | undefined {
  try {
    const api = registered();
    const manager = fieldOf(api, 'context');
    const run = fieldOf(manager, 'with');
    const active = activeContext(api);
    if (!isObject(manager) || !isMethod(run) || active === undefined) return undefined;
    const base = extract(fieldOf(api, 'propagation'), active, carrier);
    const value = call(base, 'setValue', SPAN, new OurSpan(span));
    return isObject(value) ? { manager, run, value } : undefined;
  } catch {
    return undefined;
  }
}

const registered = (): unknown => Reflect.get(globalThis, API);

function activeContext(api: unknown): object | undefined {
  const active = call(fieldOf(api, 'context'), 'active');
  return isObject(active) ? active : undefined;
}

function extract(propagation: unknown, context: object, carrier: unknown): object {
  if (!isObject(carrier) || !isMethod(fieldOf(propagation, 'extract'))) return context;
  const extracted = call(propagation, 'extract', context, carrier, GETTER);
  return isObject(extracted) ? extracted : context;
}

const GETTER = {
  keys: (carrier: object) => Object.keys(carrier),
  get: (carrier: object, key: string) => {
    const value = fieldOf(carrier, key);
    return typeof value === 'string' ? value : undefined;
  },
};

const TRACE_ID = /^(?!0+$)[\da-f]{32}$/;
const SPAN_ID = /^(?!0+$)[\da-f]{16}$/;

function spanContextIn(context: object): CallSpan | undefined {
  const found = call(call(context, 'getValue', SPAN), 'spanContext');
  const [traceId, spanId, traceFlags] = ['traceId', 'spanId', 'traceFlags'].map((name) => fieldOf(found, name));
  if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined;
  if (!TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return undefined;
  const state = call(fieldOf(found, 'traceState'), 'serialize');
  return {
    traceId,
    spanId,
    traceFlags: typeof traceFlags === 'number' ? traceFlags & 0xff : 0,
    ...(typeof state === 'string' && state !== '' ? { traceState: state } : {}),
  };
}

function call(target: unknown, name: string, ...args: readonly unknown[]): unknown {
  const method = fieldOf(target, name);
  return isMethod(method) ? Reflect.apply(method, target, args) : undefined;
}

/** A span that cannot be written to: what it says is sent by mcpwatch, after the call. */
class OurSpan {
  readonly #context: object;

  constructor({ traceState, ...ids }: CallSpan) {
    const state = traceState === undefined ? {} : { traceState: TraceState.parse(traceState) };
    this.#context = { ...ids, isRemote: false, ...state };
  }

  spanContext(): object {
    return this.#context;
  }

  isRecording(): boolean {
    return false;
  }

  end(): void {}

  recordException(): void {}

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  setStatus(): this {
    return this;
  }

  updateName(): this {
    return this;
  }
}
