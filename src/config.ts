/**
 * Settings: environment in, settings and a list of problems out. Pure; a bad value is named and its default
 * holds. `SETTINGS` is the one table: the parser, the options of `instrument()` and the README's table all
 * read it.
 */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { LogLevel, PayloadMode } from './model.js';

export interface PayloadPolicy {
  readonly byDefault: PayloadMode;
  /** Exceptions by tool name. */
  readonly byTool: ReadonlyMap<string, PayloadMode>;
}

export interface SampleKeep {
  readonly errors: boolean;
  /** Calls that took at least this long are kept; `undefined`: none for that reason. */
  readonly slowerThanMs: number | undefined;
}

export type RedactPolicy = { readonly kind: 'on'; readonly extraKeys: readonly string[] } | { readonly kind: 'off' };

export type SpoolPolicy = { readonly kind: 'disk'; readonly dir: string } | { readonly kind: 'memory' };

export interface Settings {
  readonly apiKey: string | undefined;
  /** Without a trailing slash; `/v1/events` is appended. */
  readonly endpoint: string;
  readonly disabled: boolean;
  readonly log: LogLevel;
  readonly sampleRate: number;
  readonly sampleKeep: SampleKeep;
  readonly maxBatchSize: number;
  readonly flushIntervalMs: number;
  readonly maxQueue: number;
  readonly shutdownTimeoutMs: number;
  readonly payloads: PayloadPolicy;
  readonly redact: RedactPolicy;
  readonly maxPayloadBytes: number;
  readonly spool: SpoolPolicy;
}

/** A value that was not understood: what it was, what was expected. The default is in force. */
export interface Problem {
  /** The variable's name, or `option <name>`. */
  readonly variable: string;
  readonly message: string;
}

export interface ParsedConfig {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

export const LOCAL_ENDPOINT = 'http://127.0.0.1:6279';
export const CLOUD_ENDPOINT = 'https://api.mcpwatch.dev';

/** One setting, as people know it. `parse` answers `undefined` for a value that it does not understand. */
interface Setting<T> {
  readonly variable: string;
  /** As the README prints it. */
  readonly shownDefault: string;
  readonly meaning: string;
  /** Completes "expected …". */
  readonly expected: string;
  readonly fallback: T;
  /** In force instead of the default where the default would let more out than was meant. */
  readonly whenWrong?: { readonly value: T; readonly said: string };
  readonly parse: (raw: string) => T | undefined;
}

const setting = <T>(it: Setting<T>): Setting<T> => it;

const PAYLOAD_MODES: readonly PayloadMode[] = ['full', 'shape', 'off'];
const LOG_LEVELS: readonly LogLevel[] = ['off', 'error', 'info', 'debug'];
const TRUE = new Set(['1', 'true', 'yes', 'on']);
const FALSE = new Set(['0', 'false', 'no', 'off']);

function parseBoolean(raw: string): boolean | undefined {
  const word = raw.toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}

function oneOf<T extends string>(words: readonly T[]): (raw: string) => T | undefined {
  return (raw) => words.find((word) => word === raw.toLowerCase());
}

function integer(min: number, max: number): (raw: string) => number | undefined {
  return (raw) => {
    const value = /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
    return value >= min && value <= max ? value : undefined;
  };
}

function parseRate(raw: string): number | undefined {
  const value = /^(\d+\.?\d*|\.\d+)$/.test(raw) ? Number(raw) : Number.NaN;
  return value >= 0 && value <= 1 ? value : undefined;
}

/** The last colon divides: a tool's name may hold one. */
function parsePayloads(raw: string): PayloadPolicy | undefined {
  let byDefault: PayloadMode = 'full';
  const byTool = new Map<string, PayloadMode>();
  for (const part of splitList(raw)) {
    const colon = part.lastIndexOf(':');
    const mode = oneOf(PAYLOAD_MODES)(part.slice(colon + 1).trim());
    if (mode === undefined) return undefined;
    if (colon < 0) byDefault = mode;
    else byTool.set(part.slice(0, colon).trim(), mode);
  }
  return { byDefault, byTool };
}

function parseKeep(raw: string): SampleKeep | undefined {
  let errors = false;
  let slowerThanMs: number | undefined;
  for (const part of splitList(raw)) {
    if (part === 'errors') errors = true;
    else if (/^slow:\d+$/.test(part)) slowerThanMs = Number(part.slice('slow:'.length));
    else return undefined;
  }
  return { errors, slowerThanMs };
}

function parseRedact(raw: string): RedactPolicy {
  return raw.toLowerCase() === 'none' ? { kind: 'off' } : { kind: 'on', extraKeys: splitList(raw) };
}

function parseUrl(raw: string): string | undefined {
  if (!URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return undefined;
  return url.href.replace(/\/+$/, '');
}

function splitList(raw: string): string[] {
  return raw
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Every setting, in the order in which the README lists them. */
export const SETTINGS = {
  apiKey: setting<string | undefined>({
    variable: 'MCPWATCH_API_KEY',
    shownDefault: '–',
    meaning: 'Bearer key. Without one nothing leaves this machine.',
    expected: 'printable characters without spaces',
    fallback: undefined,
    parse: (raw) => (/^[\x21-\x7e]+$/.test(raw) ? raw : undefined),
  }),
  endpoint: setting<string | undefined>({
    variable: 'MCPWATCH_ENDPOINT',
    shownDefault: `with a key \`${CLOUD_ENDPOINT}\`, without one \`${LOCAL_ENDPOINT}\``,
    meaning: 'Where `/v1/events` is. An endpoint on another machine needs a key.',
    expected: 'an http:// or https:// address without query, fragment or credentials',
    fallback: undefined,
    whenWrong: { value: LOCAL_ENDPOINT, said: 'events stay on this machine' },
    parse: parseUrl,
  }),
  disabled: setting({
    variable: 'MCPWATCH_DISABLED',
    shownDefault: 'off',
    meaning: '`1`: install nothing at all.',
    expected: '1 or 0',
    fallback: false,
    parse: parseBoolean,
  }),
  log: setting<LogLevel>({
    variable: 'MCPWATCH_LOG',
    shownDefault: '`info`',
    meaning: '`off`, `error`, `info` or `debug`; stderr only. `MCPWATCH_DEBUG=1` means `debug`.',
    expected: LOG_LEVELS.join(', '),
    fallback: 'info',
    parse: oneOf(LOG_LEVELS),
  }),
  sampleRate: setting({
    variable: 'MCPWATCH_SAMPLE_RATE',
    shownDefault: '1',
    meaning: 'Share of calls captured, 0 to 1, decided once per call. `initialize` and `close` always are.',
    expected: 'a number from 0 to 1',
    fallback: 1,
    parse: parseRate,
  }),
  sampleKeep: setting<SampleKeep>({
    variable: 'MCPWATCH_SAMPLE_KEEP',
    shownDefault: '–',
    meaning: 'Calls kept whatever the rate: `errors`, `slow:2000` (milliseconds), or both.',
    expected: 'a list of: errors, slow:<milliseconds>',
    fallback: { errors: false, slowerThanMs: undefined },
    parse: parseKeep,
  }),
  maxBatchSize: setting({
    variable: 'MCPWATCH_MAX_BATCH_SIZE',
    shownDefault: '50',
    meaning: 'Most events in one request.',
    expected: 'a whole number from 1 to 1000',
    fallback: 50,
    parse: integer(1, 1000),
  }),
  flushIntervalMs: setting({
    variable: 'MCPWATCH_FLUSH_INTERVAL',
    shownDefault: '1000',
    meaning: 'Milliseconds that an event waits for others before it is sent.',
    expected: 'milliseconds, a whole number from 10 to 3600000',
    fallback: 1000,
    parse: integer(10, 3_600_000),
  }),
  maxQueue: setting({
    variable: 'MCPWATCH_MAX_QUEUE',
    shownDefault: '1000',
    meaning: 'Most events waiting for delivery in memory; the oldest go first, and are counted.',
    expected: 'a whole number from 1 to 1000000',
    fallback: 1000,
    parse: integer(1, 1_000_000),
  }),
  shutdownTimeoutMs: setting({
    variable: 'MCPWATCH_SHUTDOWN_TIMEOUT',
    shownDefault: '1500',
    meaning: 'Most milliseconds that the last flush may delay the exit of the process.',
    expected: 'milliseconds, a whole number from 0 to 60000',
    fallback: 1500,
    parse: integer(0, 60_000),
  }),
  payloads: setting<PayloadPolicy>({
    variable: 'MCPWATCH_PAYLOADS',
    shownDefault: '`full`',
    meaning:
      'Arguments and results: `full`, `shape` (keys, types and sizes) or `off`; per tool as in `shape,search_files:full`.',
    expected: 'full, shape or off, and <tool>:<mode> for exceptions',
    fallback: { byDefault: 'full', byTool: new Map() },
    whenWrong: { value: { byDefault: 'off', byTool: new Map() }, said: 'no payloads are sent' },
    parse: parsePayloads,
  }),
  redact: setting<RedactPolicy>({
    variable: 'MCPWATCH_REDACT',
    shownDefault: 'sensitive keys and values',
    meaning: 'More key names to redact, separated by commas. `none` switches redaction off.',
    expected: 'key names separated by commas, or none',
    fallback: { kind: 'on', extraKeys: [] },
    parse: parseRedact,
  }),
  maxPayloadBytes: setting({
    variable: 'MCPWATCH_MAX_PAYLOAD_BYTES',
    shownDefault: '32768',
    meaning: 'Bound of one payload; what is cut is marked with its size.',
    expected: 'bytes, a whole number from 256 to 1048576',
    fallback: 32_768,
    parse: integer(256, 1_048_576),
  }),
  spoolDir: setting<string | undefined>({
    variable: 'MCPWATCH_SPOOL_DIR',
    shownDefault: "the user's state folder",
    meaning: 'Where events wait until they are delivered.',
    expected: 'an absolute path',
    fallback: undefined,
    parse: (raw) => (isAbsolute(raw) ? raw : undefined),
  }),
  spool: setting({
    variable: 'MCPWATCH_SPOOL',
    shownDefault: 'on',
    meaning: '`off`: keep waiting events in memory only.',
    expected: 'on or off',
    fallback: true,
    parse: parseBoolean,
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Settings given in code, under their camel-case names; each beats its variable. Values are written as in the
 * environment, or as the number, boolean or list that they stand for.
 */
export interface SettingOptions {
  readonly apiKey?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** `true` is the same as `log: 'debug'`. */
  readonly debug?: boolean | undefined;
  readonly log?: LogLevel | undefined;
  /** 0 to 1. */
  readonly sampleRate?: number | undefined;
  /** As in `errors,slow:2000`. */
  readonly sampleKeep?: string | readonly string[] | undefined;
  readonly maxBatchSize?: number | undefined;
  /** Milliseconds. */
  readonly flushInterval?: number | undefined;
  readonly maxQueue?: number | undefined;
  /** Milliseconds. */
  readonly shutdownTimeout?: number | undefined;
  /** As in `shape,search_files:full`. */
  readonly payloads?: string | readonly string[] | undefined;
  /** More key names to redact, or `none`. */
  readonly redact?: string | readonly string[] | undefined;
  readonly maxPayloadBytes?: number | undefined;
  /** Absolute path. */
  readonly spoolDir?: string | undefined;
  readonly spool?: boolean | undefined;
}

/** Names of options whose setting has a unit in its name. */
const OPTION_NAMES: Partial<Record<SettingName, keyof SettingOptions>> = {
  flushIntervalMs: 'flushInterval',
  shutdownTimeoutMs: 'shutdownTimeout',
};

/** A value as a person wrote it, and where. */
interface Written {
  readonly place: string;
  readonly raw: string;
}

/** Reads the settings from `options`, then `env`. Never throws; empty and blank values count as not set. */
export function parseConfig(env: Environment, options: SettingOptions = {}): ParsedConfig {
  const problems: Problem[] = [];

  function find(name: SettingName): Written | undefined {
    const option = OPTION_NAMES[name] ?? (name as keyof SettingOptions);
    const chosen = options[option];
    const { variable } = SETTINGS[name];
    if (chosen !== undefined) return { place: `option ${option}`, raw: String(chosen).trim() };
    const raw = env[variable]?.trim();
    return raw === undefined || raw === '' ? undefined : { place: variable, raw };
  }

  function read<T>(name: SettingName, it: Setting<T>): T {
    const written = find(name);
    if (written === undefined) return it.fallback;
    const value = it.parse(written.raw);
    if (value !== undefined) return value;
    // The key is a secret even when it is malformed.
    const seen = name === 'apiKey' ? 'what is set' : JSON.stringify(written.raw.slice(0, 80));
    const { value: instead, said } = it.whenWrong ?? { value: it.fallback, said: 'using the default' };
    problems.push({ variable: written.place, message: `expected ${it.expected}, got ${seen}; ${said}` });
    return instead;
  }

  const apiKey = read('apiKey', SETTINGS.apiKey);
  const useSpool = read('spool', SETTINGS.spool);
  const dir = read('spoolDir', SETTINGS.spoolDir) ?? defaultSpoolDir(env);
  const isDebug = options.debug ?? parseBoolean(env['MCPWATCH_DEBUG']?.trim() ?? '') === true;
  return {
    settings: {
      apiKey,
      endpoint: chooseEndpoint(read('endpoint', SETTINGS.endpoint), apiKey, problems),
      disabled: read('disabled', SETTINGS.disabled),
      log: isDebug ? 'debug' : read('log', SETTINGS.log),
      sampleRate: read('sampleRate', SETTINGS.sampleRate),
      sampleKeep: read('sampleKeep', SETTINGS.sampleKeep),
      maxBatchSize: read('maxBatchSize', SETTINGS.maxBatchSize),
      flushIntervalMs: read('flushIntervalMs', SETTINGS.flushIntervalMs),
      maxQueue: read('maxQueue', SETTINGS.maxQueue),
      shutdownTimeoutMs: read('shutdownTimeoutMs', SETTINGS.shutdownTimeoutMs),
      payloads: read('payloads', SETTINGS.payloads),
      redact: read('redact', SETTINGS.redact),
      maxPayloadBytes: read('maxPayloadBytes', SETTINGS.maxPayloadBytes),
      spool: useSpool && dir !== undefined ? { kind: 'disk', dir } : { kind: 'memory' },
    },
    problems,
  };
}

/** Without a key nothing leaves the machine: an endpoint elsewhere is refused, and said. */
function chooseEndpoint(chosen: string | undefined, apiKey: string | undefined, problems: Problem[]): string {
  if (apiKey !== undefined) return chosen ?? CLOUD_ENDPOINT;
  if (chosen === undefined || isLoopback(new URL(chosen).hostname)) return chosen ?? LOCAL_ENDPOINT;
  problems.push({
    variable: SETTINGS.endpoint.variable,
    message: `${chosen} is on another machine and needs MCPWATCH_API_KEY; without it events stay here, for ${LOCAL_ENDPOINT}`,
  });
  return LOCAL_ENDPOINT;
}

/** Whether `hostname` (as `URL.hostname` spells it) is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** XDG state folder, or the platform's own; `undefined` when the user has no home. */
function defaultSpoolDir(env: Environment): string | undefined {
  const state = env['XDG_STATE_HOME'];
  if (state !== undefined && isAbsolute(state)) return join(state, 'mcpwatch');
  const local = env['LOCALAPPDATA'];
  if (process.platform === 'win32' && local !== undefined && isAbsolute(local)) {
    return join(local, 'mcpwatch', 'spool');
  }
  const home = env['HOME'] ?? safeHomedir();
  if (home === undefined || !isAbsolute(home)) return undefined;
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'mcpwatch');
  return join(home, '.local', 'state', 'mcpwatch');
}

/** `os.homedir` throws where the user id has no entry (containers with an arbitrary uid). */
function safeHomedir(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
