/**
 * Settings: environment and options in, settings and a list of problems out. A wrong value is reported by name with
 * what was expected, and the default is used.
 */
import { FACTS_VARIABLE, RUN_NOTES_VARIABLE, RUN_PID_VARIABLE } from '../run/run-notes.js';
import { CLOUD_ENDPOINT, isLoopbackUrl, LOCAL_ENDPOINT, shownAddress } from './endpoint.js';
import { type GivenOptions, type OptionText, optionText, takeOptions, UNREADABLE } from './given-options.js';
import { nearest } from './nearest.js';
import { type SpoolPolicy, samePayloads } from './policies.js';
import { SETTINGS, type SettingName, type SettingOptions, type SettingValues } from './settings.js';
import { defaultSpoolDir, type Environment } from './spool-folder.js';

/** The rows' values, put together where two rows make one. */
export interface Settings
  extends Omit<
    SettingValues,
    'debug' | 'endpoint' | 'flushInterval' | 'hungAfter' | 'shutdownTimeout' | 'spool' | 'spoolDir'
  > {
  readonly flushIntervalMs: number;
  readonly hungAfterMs: number;
  readonly shutdownTimeoutMs: number;
  /** Without a trailing slash; `/v1/events` is appended. */
  readonly endpoint: string;
  readonly spool: SpoolPolicy;
  /** Set when events stay here, for `mcpwatch dev` of the same user: no valid endpoint is set. `dir`: where its socket is. */
  readonly local: { readonly dir: string | undefined } | undefined;
}

/** A value that is wrong, or has an effect that was hardly meant. */
export interface Problem {
  /** The variable's name, or `option <name>`. */
  readonly variable: string;
  readonly message: string;
}

export interface ParsedConfig {
  readonly settings: Settings;
  readonly problems: readonly Problem[];
}

/** Options that are not settings; `takeOptions` reads them too. */
const OTHER_OPTIONS = ['onQuotaWarning'];
export const OPTIONS: readonly string[] = [...Object.keys(SETTINGS), ...OTHER_OPTIONS];
const VARIABLES = Object.values(SETTINGS).map(({ variable }) => variable);
/** `mcpwatch run` and `doctor` set these for the processes that they start. */
const OF_RUNS: readonly string[] = [RUN_NOTES_VARIABLE, RUN_PID_VARIABLE, FACTS_VARIABLE];

/** Reads each setting from `options`, then from `env`. Never throws; empty and blank values count as not set. */
export function parseConfig(env: Environment, options: SettingOptions | GivenOptions = {}): ParsedConfig {
  const reader = new SettingReader(env, options);
  const { debug, endpoint, flushInterval, hungAfter, shutdownTimeout, spool, spoolDir, ...values } = reader.readAll();
  const dir = spoolDir ?? defaultSpoolDir(env);
  const settings: Settings = {
    ...values,
    flushIntervalMs: flushInterval,
    hungAfterMs: hungAfter,
    shutdownTimeoutMs: shutdownTimeout,
    payloads: reader.isWrong('redact') ? samePayloads('off') : values.payloads,
    log: debug ? 'debug' : values.log,
    endpoint: endpoint ?? (values.apiKey === undefined ? LOCAL_ENDPOINT : CLOUD_ENDPOINT),
    local: reader.isWrong('endpoint') || (endpoint === undefined && values.apiKey === undefined) ? { dir } : undefined,
    spool: spool && dir !== undefined ? { kind: 'disk', dir } : { kind: 'memory' },
  };
  return checkEndpoint(settings, dir, [...reader.problems, ...misspelt(env, reader.given)]);
}

class SettingReader {
  readonly #problems: Problem[] = [];
  readonly #wrong = new Set<string>();
  readonly given: GivenOptions;
  readonly #env: Environment;

  constructor(env: Environment, options: unknown) {
    this.#env = env;
    this.given = takeOptions(options, OPTIONS);
  }

  get problems(): readonly Problem[] {
    const unreadable = Object.keys(this.given).filter((name) => this.given[name] === UNREADABLE);
    if (unreadable.length === 0) return this.#problems;
    const message = `reading ${unreadable.join(', ')} throws an error; using safe values instead`;
    return [...this.#problems, { variable: 'options', message }];
  }

  /** Something is written for it that is not understood. */
  isWrong(option: SettingName): boolean {
    return this.#wrong.has(option);
  }

  readAll(): SettingValues {
    const values = Object.entries(SETTINGS).map(([name, row]) => [name, this.#read(name, row)]);
    return Object.fromEntries(values) as SettingValues;
  }

  #read(option: string, row: (typeof SETTINGS)[SettingName]): unknown {
    const written = this.#find(option, row.variable);
    if (written === undefined) return row.fallback;
    const value = written.kind === 'text' ? row.parse(written.text) : undefined;
    if (value !== undefined) return value;
    this.#wrong.add(option);
    const { value: instead, effect } = row.whenWrong ?? { value: row.fallback, effect: 'using the default' };
    if (written.kind === 'unreadable') return instead;
    const seen = written.kind === 'text' ? (row.show ?? quoted)(written.text) : written.what;
    this.#problems.push({ variable: written.place, message: `expected ${row.expected}, got ${seen}; ${effect}` });
    return instead;
  }

  #find(option: string, variable: string): (OptionText & { readonly place: string }) | undefined {
    const chosen = this.given[option];
    if (chosen !== undefined) {
      const text = optionText(chosen);
      if (text.kind !== 'text' || text.text !== '') return { ...text, place: `option ${option}` };
    }
    const text = this.#env[variable]?.trim() ?? '';
    return text === '' ? undefined : { kind: 'text', text, place: variable };
  }
}

const quoted = (raw: string) => JSON.stringify(raw.length > 80 ? `${raw.slice(0, 80)}…` : raw);

/** What is set and is no setting. `MCPWATCH_` is our own prefix: whoever sets such a variable expects an effect. */
function misspelt(env: Environment, given: GivenOptions): Problem[] {
  const options = Object.keys(given)
    .filter((name) => !OPTIONS.includes(name))
    .map((name) => unknownName(`option ${name}`, nearest(name, OPTIONS, bareName)));
  const variables = Object.keys(env)
    .filter((name) => /^MCPWATCH_/i.test(name) && !isVariable(name, env))
    .map((name) => unknownName(name, nearest(name, VARIABLES, bareName)));
  return [...options, ...variables];
}

/** On Windows names have no case, so that a value is read under any spelling. */
function isVariable(name: string, env: Environment): boolean {
  const upper = name.toUpperCase();
  const isKnown = VARIABLES.includes(upper) || OF_RUNS.includes(upper);
  return isKnown && (name === upper || env[upper] === env[name]);
}

/** Settings are the same but for case, separators and the prefix of variables. */
const bareName = (name: string) =>
  name
    .replace(/^MCPWATCH_/i, '')
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();

function unknownName(variable: string, meant: string | undefined): Problem {
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return { variable, message: `not a setting of mcpwatch, and ignored${hint}` };
}

/** Without a key nothing leaves the machine; with one, the key should not travel in the clear. */
function checkEndpoint(settings: Settings, dir: string | undefined, problems: readonly Problem[]): ParsedConfig {
  const { endpoint, apiKey } = settings;
  const { variable } = SETTINGS.endpoint;
  if (isLoopbackUrl(endpoint)) return { settings, problems };
  if (apiKey === undefined) {
    const message = `${shownAddress(endpoint)} is on another machine and needs MCPWATCH_API_KEY; without it events stay here, for ${LOCAL_ENDPOINT}`;
    return {
      settings: { ...settings, endpoint: LOCAL_ENDPOINT, local: { dir } },
      problems: [...problems, { variable, message }],
    };
  }
  if (!endpoint.startsWith('http://')) return { settings, problems };
  const message = `${shownAddress(endpoint)} receives the API key and all events unencrypted; use https://`;
  return { settings, problems: [...problems, { variable, message }] };
}
