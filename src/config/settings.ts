/**
 * Every setting, one row each, in the order in which the documentation lists them. The environment variable, the option
 * of `instrument()`, the types and the table in the documentation all come from the row. To add a setting, add a row.
 */
import type { LogLevel, PayloadMode } from '../model.js';
import { LOCAL_ENDPOINT, shownAddress } from './endpoint.js';
import {
  type IdentityMode,
  KEEP,
  OTLP,
  type OtlpPolicy,
  PAYLOADS,
  type ParentChoice,
  REDACT,
  type RedactPolicy,
  samePayloads,
} from './policies.js';
import { ADDRESS, FOLDER, integer, KEY, LABEL, oneOf, RATE, SWITCH, type ValueKind } from './value-kinds.js';

export type StdoutMode = 'off' | 'watch' | 'divert';

interface Exceptions<Value> {
  /** Used instead of the default where a wrong value must not let more out than was meant. */
  readonly whenWrong?: { readonly value: Value; readonly effect: string };
  /** How messages show a wrong value; quoted and cut by default. */
  readonly show?: (raw: string) => string;
}

export interface Setting<Value, Option> extends ValueKind<Value, Option>, Exceptions<Value> {
  readonly variable: string;
  readonly fallback: Value;
}

function setting<Value, Option>(
  variable: string,
  kind: ValueKind<Value, Option>,
  fallback: NoInfer<Value>,
  exceptions: Exceptions<NoInfer<Value>> = {},
): Setting<Value, Option> {
  return { variable, ...kind, fallback, ...exceptions };
}

/** A setting that may have no value. */
function optional<Value, Option>(
  variable: string,
  kind: ValueKind<Value, Option>,
  exceptions: Exceptions<NoInfer<Value> | undefined> = {},
): Setting<Value | undefined, Option> {
  return { variable, ...kind, fallback: undefined, ...exceptions };
}

const NO_EXTRA_KEYS: RedactPolicy = { kind: 'on', extraKeys: [] };

/** The comments are the documentation's; `@defaultValue` is for defaults that are not the row's own. */
export const SETTINGS = {
  /** Bearer key. Without one, nothing leaves this machine. */
  apiKey: optional('MCPWATCH_API_KEY', KEY, { show: () => 'a value that is not shown' }),
  /**
   * Where `/v1/events` is. An endpoint on another machine needs a key.
   * @defaultValue with a key `https://api.mcpwatch.dev`, without one `mcpwatch dev` of the same user
   */
  endpoint: optional('MCPWATCH_ENDPOINT', ADDRESS, {
    whenWrong: { value: LOCAL_ENDPOINT, effect: 'events stay on this machine' },
    show: shownAddress,
  }),
  /** `1`: install nothing at all. */
  disabled: setting('MCPWATCH_DISABLED', SWITCH, false),
  /** `off`, `error`, `info` or `debug`; stderr only. */
  log: setting('MCPWATCH_LOG', oneOf<LogLevel>(['off', 'error', 'info', 'debug']), 'info'),
  /** `1` is the same as `MCPWATCH_LOG=debug`. */
  debug: setting('MCPWATCH_DEBUG', SWITCH, false),
  /** Share of calls captured, 0 to 1, decided once per call. `initialize` and `close` are always captured. */
  sampleRate: setting('MCPWATCH_SAMPLE_RATE', RATE, 1),
  /**
   * Calls kept whatever the rate: `errors`, `slow:2000` (milliseconds), or both.
   * @defaultValue –
   */
  sampleKeep: setting('MCPWATCH_SAMPLE_KEEP', KEEP, {
    errors: false,
    slowerThanMs: undefined,
  }),
  /**
   * Maximum number of events in one request.
   * @defaultValue 50; for a receiver on this machine up to 500 under load
   */
  maxBatchSize: optional('MCPWATCH_MAX_BATCH_SIZE', integer(1, 1000)),
  /** Milliseconds that an event waits for others before it is sent. */
  flushInterval: setting('MCPWATCH_FLUSH_INTERVAL', integer(10, 3_600_000, 'milliseconds'), 1000),
  /** Maximum number of events waiting for delivery in memory; the oldest are dropped first, and counted. */
  maxQueue: setting('MCPWATCH_MAX_QUEUE', integer(1, 1_000_000), 1000),
  /**
   * The longest, in milliseconds, that the last flush may delay the exit of the process. An endpoint that has been silent
   * for most of that time gets 250 ms from then on, where events wait on disk.
   */
  shutdownTimeout: setting('MCPWATCH_SHUTDOWN_TIMEOUT', integer(0, 60_000, 'milliseconds'), 1500),
  /** A call that is open for so many milliseconds is reported as hanging, once. */
  hungAfter: setting('MCPWATCH_HUNG_AFTER', integer(100, 86_400_000, 'milliseconds'), 30_000),
  /**
   * What is written to the stdout of a stdio server and is no message: `watch` records it, with the place in the code;
   * `divert` also sends it to stderr instead.
   */
  stdout: setting('MCPWATCH_STDOUT', oneOf<StdoutMode>(['off', 'watch', 'divert']), 'off'),
  /** `1`: record where each tool, prompt and resource was registered. `check` and `dev --demo` switch it on. */
  sources: setting('MCPWATCH_SOURCES', SWITCH, false),
  /**
   * Arguments and results: `full`, `shape` (keys, types and sizes) or `off`; per tool as in `shape,search_files:full`.
   * @defaultValue `full`
   */
  payloads: setting('MCPWATCH_PAYLOADS', PAYLOADS, samePayloads('full'), {
    whenWrong: { value: samePayloads('off'), effect: 'no payloads are sent' },
  }),
  /**
   * More key names to redact, separated by commas, at most 1000. `none` switches redaction off.
   * @defaultValue sensitive keys and values
   */
  redact: setting('MCPWATCH_REDACT', REDACT, NO_EXTRA_KEYS, {
    // See `Settings`: without the names that were meant, payloads stay here.
    whenWrong: { value: NO_EXTRA_KEYS, effect: 'no payloads are sent' },
  }),
  /**
   * Who called, where HTTP or the server's OAuth knows: `hash` (keyed: the same caller has the same hash on this machine),
   * `full` or `none`.
   */
  identity: setting('MCPWATCH_IDENTITY', oneOf<IdentityMode>(['hash', 'full', 'none']), 'hash', {
    whenWrong: { value: 'none', effect: 'callers are not recorded' },
  }),
  /** Size limit of one payload in bytes; what is cut is marked with its size. */
  maxPayloadBytes: setting('MCPWATCH_MAX_PAYLOAD_BYTES', integer(256, 1_048_576, 'bytes'), 32_768),
  /**
   * Where events wait until they are delivered.
   * @defaultValue the user's state folder
   */
  spoolDir: optional('MCPWATCH_SPOOL_DIR', FOLDER),
  /** `off`: keep waiting events in memory only. */
  spool: setting('MCPWATCH_SPOOL', SWITCH, true),
  /**
   * The same for all processes that belong together, on each of their events (`mcpwatch.run.id`).
   * @defaultValue under `mcpwatch run`, `dev --` and `check`: a new one
   */
  runId: optional('MCPWATCH_RUN_ID', LABEL),
  /**
   * Sends spans and metrics over OTLP/HTTP too: an address, or `1` for that in `OTEL_EXPORTER_OTLP_ENDPOINT`.
   * @defaultValue off
   */
  otlp: setting<OtlpPolicy, string | boolean>(
    'MCPWATCH_OTLP',
    OTLP,
    { kind: 'off' },
    { show: shownAddress, whenWrong: { value: { kind: 'off' }, effect: 'nothing is sent over OTLP' } },
  ),
  /** Arguments and results in spans: `off`, `shape` or `full`; never more than `MCPWATCH_PAYLOADS` allows. */
  otlpPayloads: setting('MCPWATCH_OTLP_PAYLOADS', oneOf<PayloadMode>(['off', 'shape', 'full']), 'off'),
  /**
   * The parent of a call's span where there are two: what the request names (`meta`), or the host's own active span
   * (`ambient`). The other is linked.
   */
  otlpParent: setting('MCPWATCH_OTLP_PARENT', oneOf<ParentChoice>(['meta', 'ambient']), 'meta'),
  /** `1`: requests that the server sends to its client carry the context of the call (`_meta.traceparent`). */
  otlpInject: setting('MCPWATCH_OTLP_INJECT', SWITCH, false),
} as const;

export type SettingName = keyof typeof SETTINGS;

type ValueOf<Row> = Row extends Setting<infer Value, unknown> ? Value : never;
type OptionOf<Row> = Row extends Setting<unknown, infer Option> ? Option : never;

/** A value for each row, as it was written or by default. */
export type SettingValues = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };

/**
 * Settings given in code; each overrides its environment variable. Values are written as in the environment, or as the
 * number, boolean or list that they stand for.
 */
export type SettingOptions = {
  readonly [Name in keyof typeof SETTINGS]?: OptionOf<(typeof SETTINGS)[Name]> | undefined;
};
