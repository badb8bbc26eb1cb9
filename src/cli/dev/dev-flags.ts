/** The flags of `mcpwatch dev`. */
import { resolve } from 'node:path';
import { parseSimulation, SIMULATIONS, type Simulation } from '../../collector/receive/simulate.js';
import type { Retention } from '../../collector/store/event-store.js';
import { DEFAULT_RETENTION } from '../../collector/store/open-store.js';
import { LOCAL_ENDPOINT } from '../../config/endpoint.js';
import type { Flags } from '../command.js';
import { splitCommandLine } from '../command-line.js';
import { parseFlags } from '../flags.js';
import { UsageError } from '../usage-error.js';

const DEFAULT_PORT = Number(new URL(LOCAL_ENDPOINT).port);

export const DEV_FLAGS = {
  port: {
    type: 'string',
    value: '<number>',
    meaning: `the port to listen on at 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes any free port)`,
  },
  json: { type: 'boolean', meaning: 'print each event as one line of JSON' },
  open: { type: 'boolean', meaning: 'open the page in a browser, when run in a terminal' },
  db: { type: 'string', value: '<file>', meaning: 'keep events in this file (default: in the user’s data folder)' },
  memory: { type: 'boolean', meaning: 'keep events in memory only' },
  'max-age': { type: 'string', value: '<time>', meaning: 'delete events older than this: 12h, 7d (default 7d)' },
  'max-events': { type: 'string', value: '<number>', meaning: 'keep at most so many events (default 1000000)' },
  'max-size': { type: 'string', value: '<size>', meaning: 'let the database grow to this size: 500M, 2G (default 1G)' },
  demo: { type: 'boolean', meaning: 'play a session with servers of its own, in memory, apart from your events' },
  simulate: {
    type: 'string',
    value: '<what>',
    meaning: `answer senders as the cloud does in trouble: ${SIMULATIONS}`,
  },
} as const satisfies Flags;

export interface DevOptions {
  readonly port: number;
  readonly json: boolean;
  readonly open: boolean;
  readonly store:
    | { readonly kind: 'default' }
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'memory' };
  readonly retention: Retention;
  readonly simulation: Simulation | undefined;
  readonly demo: boolean;
  /** The command line behind `--`. */
  readonly program: readonly string[] | undefined;
}

export function readDevOptions(args: readonly string[]): DevOptions {
  const { own, program } = splitCommandLine(args, false);
  const { values } = parseFlags({ args: own, flags: DEV_FLAGS });
  if (values.db !== undefined && values.memory === true) throw new UsageError('--db and --memory exclude each other');
  if (values.db === '') throw new UsageError('--db: expected a file');
  if (program !== undefined && program.length === 0) {
    throw new UsageError('expected a command after --, as in: mcpwatch dev -- node server.js');
  }
  const demo = values.demo ?? false;
  if (demo && program !== undefined)
    throw new UsageError('--demo brings its own servers: leave out the command after --');
  return {
    demo,
    // The demo leaves the usual port to the user's own servers.
    port: readPort(values.port ?? (demo ? '0' : undefined)),
    json: values.json ?? false,
    open: values.open ?? false,
    store:
      values.memory === true || (demo && values.db === undefined)
        ? { kind: 'memory' }
        : values.db === undefined
          ? { kind: 'default' }
          : // SQLite has a meaning of its own for `:memory:` and `file:…`.
            { kind: 'file', path: resolve(values.db) },
    retention: {
      maxAgeMs: readAmount('max-age', values['max-age'], AGES, '7d') ?? DEFAULT_RETENTION.maxAgeMs,
      maxEvents: readAmount('max-events', values['max-events'], { '': 1 }, '1000000') ?? DEFAULT_RETENTION.maxEvents,
      maxBytes: readAmount('max-size', values['max-size'], SIZES, '1G') ?? DEFAULT_RETENTION.maxBytes,
    },
    simulation: readSimulation(values.simulate),
    program,
  };
}

function readPort(text = String(DEFAULT_PORT)): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port: expected a number from 0 to 65535, got ${JSON.stringify(text)}`);
  return port;
}

function readSimulation(text: string | undefined): Simulation | undefined {
  const simulation = text === undefined ? undefined : parseSimulation(text);
  if (text !== undefined && simulation === undefined) {
    throw new UsageError(`--simulate: expected ${SIMULATIONS}, got ${JSON.stringify(text)}`);
  }
  return simulation;
}

const AGES: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZES: Readonly<Record<string, number>> = { M: 1024 ** 2, G: 1024 ** 3 };

function readAmount(
  name: string,
  text: string | undefined,
  units: Readonly<Record<string, number>>,
  example: string,
): number | undefined {
  if (text === undefined) return undefined;
  const [, digits = '', unit = ''] = /^(\d{1,12})([a-zA-Z]?)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  const amount = Number(digits) * (factor ?? Number.NaN);
  if (digits === '' || !(amount > 0)) {
    throw new UsageError(`--${name}: expected an amount such as ${example}, got ${JSON.stringify(text)}`);
  }
  return amount;
}
