/** What bench/call.mjs measures: the servers and rates, the ways to run each, and the targets of issue #14. */

export interface Row {
  readonly title: string;
  readonly generation: 'v1' | 'v2';
  /** `http-stateless`: a server and a transport for each request, as in the SDK's own examples. */
  readonly wire: 'stdio' | 'http' | 'http-stateless';
  readonly bytes: number;
  /** Calls a second. */
  readonly rate: number;
}

const SIZES = { '0.5 KB': 512, '4 KB': 4096, '64 KB': 65_536 };

function rateOf(generation: Row['generation'], wire: Row['wire'], bytes: number): number {
  if (bytes === SIZES['64 KB'] || wire === 'http-stateless') return 150;
  if (wire === 'http') return 300;
  return generation === 'v1' ? 2000 : 500;
}

/** What a server for each request costs does not depend on the size of its results. */
const sizesOf = (wire: Row['wire']) =>
  Object.entries(SIZES).filter(([, bytes]) => wire !== 'http-stateless' || bytes === SIZES['4 KB']);

export const ROWS: readonly Row[] = (['v1', 'v2'] as const).flatMap((generation) =>
  (['stdio', 'http', 'http-stateless'] as const).flatMap((wire) =>
    sizesOf(wire).map(([size, bytes]) => {
      const title = `${generation}-${wire}-${size.replace(' KB', '')}`;
      return { title, generation, wire, bytes, rate: rateOf(generation, wire, bytes) };
    }),
  ),
);

export interface Variant {
  readonly name: string;
  readonly endpoint: 'healthy' | 'slow' | 'refusing';
  readonly env: Readonly<Record<string, string>>;
  readonly hasOtlp?: boolean;
  /** Measured with results of 4 KB only. */
  readonly isOnce?: boolean;
}

/** The run that all others are compared with. */
export const PLAIN = 'plain';
/** The variant whose p99 those with a slow and a dead endpoint must not exceed. */
export const FULL = 'payloads full';
export const SLOW = 'endpoint slow (2 s)';
export const DEAD = 'endpoint dead';

export const VARIANTS: readonly Variant[] = [
  { name: PLAIN, endpoint: 'healthy', env: {} },
  { name: FULL, endpoint: 'healthy', env: {} },
  { name: 'payloads off', endpoint: 'healthy', env: { MCPWATCH_PAYLOADS: 'off' } },
  { name: 'full + OTLP', endpoint: 'healthy', env: {}, hasOtlp: true, isOnce: true },
  { name: SLOW, endpoint: 'slow', env: {}, isOnce: true },
  { name: DEAD, endpoint: 'refusing', env: {}, isOnce: true },
];

export const variantsOf = (row: Row): readonly Variant[] =>
  VARIANTS.filter(({ isOnce }) => !isOnce || row.bytes === SIZES['4 KB']);

/** By row and column of the table, for the variant with payloads. */
export const TARGETS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'v1-stdio-4': { 'CPU, all threads': 33, 'CPU, main thread': 30, p50: 1.2, RSS: 25 },
  'v2-stdio-4': { 'CPU, all threads': 30, RSS: 25 },
  'v1-http-4': { 'CPU, all threads': 5, RSS: 25 },
  'v1-http-64': { 'CPU, all threads': 25, RSS: 25 },
};

/** The host must not notice how the endpoint is: the p99 of calls beside that with a healthy one. */
export const ENDPOINT_TARGET = 1.05;
