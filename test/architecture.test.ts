/** Data flows one way: which part of `src` may import which (docs/architecture.md). */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SAVED_GLOBALS } from '../src/saved-globals.js';
import { importsOf, memberUses, type Source, sourcesIn } from './support/imports.js';

/** Leaves: every part may import them, and they import only each other. */
const LEAVES = [
  'built-file',
  'builtin-module',
  'builtins',
  'call-record',
  'compiled',
  'config',
  'diagnostics',
  'empty-context',
  'environment',
  'errno',
  'error-text',
  'event-line-end',
  'file-privacy',
  'genuine',
  'guarded',
  'host-opentelemetry',
  'host-trace-state',
  'http-peer',
  'http-rejection',
  'hex',
  'ledger',
  'model',
  'open-state',
  'random',
  'real-time',
  'registrations',
  'saved-globals',
  'run',
  'sdk-object',
  'short-hash',
  'stack-place',
  'stderr',
  'sudden-death',
  'temporary-property',
  'threads',
  'version',
];

/**
 * Every part of `src` (docs/architecture.md), and what it may import in addition to itself and the leaves. A file is in the part
 * with the longest matching path, so `src/agent/agent.ts` is in `agent` and `src/agent/hooks/inject.ts` in `agent/hooks`.
 */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  agent: [
    'agent/hooks',
    'agent/patch',
    'agent/capture',
    'agent/pipeline',
    'agent/stdout',
    'delivery/main',
    'delivery/counters',
    'delivery/ship',
    'delivery/local',
    'delivery/target',
  ],
  'agent/hooks': [],
  'agent/patch': [],
  'agent/capture': [],
  'agent/stdout': [],
  'agent/pipeline': ['agent/pipeline/writer', 'agent/pipeline/secrets', 'agent/pipeline/policy'],
  'agent/pipeline/writer': ['agent/pipeline/secrets', 'agent/pipeline/policy', 'agent/pipeline/vector'],
  'agent/pipeline/secrets': ['agent/pipeline/vector'],
  'agent/pipeline/vector': [],
  'agent/pipeline/policy': [],
  // What every part of delivery may use.
  'delivery/batch': [],
  'delivery/shared-number': [],
  'delivery/counters': ['delivery/shared-number'],
  // What the two threads send each other.
  delivery: ['delivery/target', 'delivery/spool'],
  'delivery/target': ['delivery/spool'],
  'delivery/local': ['delivery/target', 'delivery/spool', 'delivery/ship', 'delivery/ship/mcpwatch'],
  'delivery/main': ['delivery', 'delivery/target', 'delivery/counters', 'delivery/shared-number', 'delivery/spool'],
  'delivery/worker': [
    'delivery',
    'delivery/batch',
    'delivery/counters',
    'delivery/local',
    'delivery/target',
    'delivery/spool',
    'delivery/ship',
    'delivery/ship/http',
    'delivery/ship/mcpwatch',
    'delivery/ship/otlp',
  ],
  'delivery/spool': ['delivery/batch', 'delivery/shared-number'],
  'delivery/ship': ['delivery/batch'],
  'delivery/ship/http': ['delivery/ship'],
  'delivery/ship/mcpwatch': ['delivery/ship', 'delivery/ship/http'],
  collector: ['analysis', 'delivery/batch', 'delivery/local', 'delivery/spool', 'delivery/ship'],
  'delivery/ship/otlp': ['delivery/ship', 'delivery/ship/http'],
  analysis: [],
  cli: [
    'analysis',
    'collector',
    'delivery/batch',
    'delivery/local',
    'delivery/target',
    'delivery/spool',
    'delivery/ship',
    'delivery/ship/http',
    'delivery/ship/mcpwatch',
  ],
  page: ['analysis'],
  // The page and the collector's queries in one file.
  report: ['analysis', 'collector', 'page'],
  // Programs of their own: servers and a client, as users have them.
  demo: [],
  index: ['agent'],
};

/** Code that runs on the host's threads, where the build puts saved built-ins in place of those that are named. */
const RUNS_IN_HOST = /^src\/(?:agent\/|delivery\/(?:main|spool)\/|config\/|[\w-]+\.ts$)/;
const SAVED: ReadonlySet<string> = new Set(SAVED_GLOBALS);

/** `JSON.stringify`, `process.kill`: a function that belongs to a global, and is called or passed on by its full name. */
function isUnsavedBuiltin(use: string): boolean {
  const [owner = '', name = '', ...rest] = use.split('.');
  // `Function.prototype`, of which a method is used, is a function itself.
  if (rest.length > 0 || name === 'prototype' || SAVED.has(use) || !/^(?:[A-Z]|process$)/.test(owner)) return false;
  const global: unknown = Reflect.get(globalThis, owner);
  const member: unknown = global instanceof Object ? Reflect.get(global, name) : undefined;
  return typeof member === 'function';
}

interface Rule {
  readonly name: string;
  /** What breaks the rule in one source, one line each. */
  readonly breaches: (source: Source) => readonly string[];
}

/** `src/delivery/ship/http/post.ts` is in `delivery/ship/http`, `src/config/settings.ts` in `config`. */
function partOf(path: string): string {
  let part = path.replace(/^src\//, '').replace(/\.ts$/, '');
  while (part !== '') {
    if (LEAVES.includes(part) || Object.hasOwn(PARTS, part)) return part;
    part = part.slice(0, Math.max(0, part.lastIndexOf('/')));
  }
  return '';
}

const isIn = (path: string, folder: string) => path.startsWith(`src/${folder}/`);

const ownImports = (source: Source) =>
  importsOf(source)
    // `./agent.cjs` is a built file, loaded late under the name that tsup.config.ts gives it.
    .filter(({ specifier }) => specifier.startsWith('.') && !specifier.endsWith('.cjs'))
    .map(({ specifier }) => partOf(posix.join(posix.dirname(source.path), specifier).replace(/\.js$/, '.ts')));

const valueImports = (source: Source, pattern: RegExp) =>
  importsOf(source)
    .filter(({ specifier, typeOnly }) => !typeOnly && pattern.test(specifier))
    .map(({ specifier }) => specifier);

/** Replaces the `write` of stdout. */
const STDOUT_GUARD = 'src/agent/stdout/stdout-guard.ts';

const RULES: readonly Rule[] = [
  {
    name: 'a file belongs to a part or to the leaves',
    breaches: ({ path }) => (partOf(path) === '' ? ['belongs to no part'] : []),
  },
  {
    name: 'a part imports only itself, the leaves, and what the table allows',
    breaches: (source) => {
      const part = partOf(source.path);
      const allowed = [...LEAVES, ...(LEAVES.includes(part) ? [] : [part, ...(PARTS[part] ?? [])])];
      return ownImports(source).filter((target) => !allowed.includes(target));
    },
  },
  {
    name: 'the MCP SDK is imported for its types only: it belongs to the host',
    breaches: (source) =>
      isIn(source.path, 'cli') || isIn(source.path, 'demo') ? [] : valueImports(source, /^@modelcontextprotocol\//),
  },
  {
    name: 'only delivery/ship/http imports undici: on the main thread it would take over the host’s fetch',
    breaches: (source) => (isIn(source.path, 'delivery/ship/http') ? [] : valueImports(source, /^undici(\/|$)/)),
  },
  {
    name: 'the spool knows nothing of HTTP',
    breaches: (source) =>
      isIn(source.path, 'delivery/spool') ? valueImports(source, /^node:(?:https?|http2|tls)$/) : [],
  },
  {
    name: 'ship knows nothing of files or threads',
    breaches: (source) =>
      isIn(source.path, 'delivery/ship') ? valueImports(source, /^node:(?:fs|worker_threads)(\/|$)/) : [],
  },
  {
    name: 'analysis and the page run in a browser too',
    breaches: (source) =>
      isIn(source.path, 'analysis') || isIn(source.path, 'page') ? valueImports(source, /^node:/) : [],
  },
  {
    name: 'a host may replace built-in functions: those in use are saved by src/builtins.ts',
    breaches: (source) => (RUNS_IN_HOST.test(source.path) ? memberUses(source).filter(isUnsavedBuiltin) : []),
  },
  {
    name: 'on the host’s threads only src/threads.ts loads node:worker_threads: it is saved, and it costs a start',
    breaches: (source) =>
      RUNS_IN_HOST.test(source.path) && source.path !== 'src/threads.ts'
        ? valueImports(source, /^node:worker_threads$/)
        : [],
  },
  {
    name: 'only the commands use stdout and console: a stdio server’s stdout is its protocol',
    breaches: (source) =>
      isIn(source.path, 'cli') || isIn(source.path, 'demo') || source.path === STDOUT_GUARD
        ? []
        : memberUses(source).filter((use) => use === 'process.stdout' || use.startsWith('console.')),
  },
];

const breachesIn = (sources: readonly Source[]) =>
  sources.flatMap((source) =>
    RULES.flatMap(({ name, breaches }) => breaches(source).map((what) => `${source.path}: ${what} (${name})`)),
  );

describe('the architecture of src', () => {
  // Every file is parsed, which takes half a minute on a busy machine.
  it('follows the rules', { timeout: 180_000 }, () => {
    expect(breachesIn(sourcesIn('src'))).toEqual([]);
  });

  it('is checked on the real files', () => {
    const paths = sourcesIn('src').map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['src/index.ts', 'src/cli/main.ts', 'src/collector/collector.ts']));
    expect(sourcesIn('src').flatMap(importsOf).length).toBeGreaterThan(paths.length);
  });
});

/** Each rule is tried on a source that breaks it, because a scanner that sees nothing would always pass. */
describe('the scanner', () => {
  it.each([
    ['a file in a new folder', 'src/utils/text.ts', '', 'belongs to no part'],
    ['a layer that imports another', 'src/agent/capture/a.ts', "import '../patch/a.js';", 'agent/patch'],
    [
      'a type import across layers',
      'src/agent/patch/a.ts',
      "import type { A } from '../capture/a.js';",
      'agent/capture',
    ],
    [
      'a layer that imports delivery',
      'src/agent/pipeline/a.ts',
      "export * from '../../delivery/spool/a.js';",
      'delivery/spool',
    ],
    ['a spool that imports ship', 'src/delivery/spool/a.ts', "type A = import('../ship/a.js').A;", 'delivery/ship'],
    ['a ship that imports the spool', 'src/delivery/ship/a.ts', "import '../spool/a.js';", 'delivery/spool'],
    ['the main thread in ship', 'src/delivery/main/a.ts', "import '../ship/pump.js';", 'delivery/ship'],
    ['the worker in main', 'src/delivery/main/a.ts', "import '../worker/worker.js';", 'delivery/worker'],
    ['delivery that imports the agent', 'src/delivery/main/a.ts', "import '../../agent/agent.js';", 'agent'],
    ['a dynamic import of the wiring', 'src/agent/hooks/a.ts', "await import('../agent.js');", 'agent'],
    ['a command that reaches into the agent', 'src/cli/a.ts', "import '../agent/patch/a.js';", 'agent/patch'],
    ['a collector that reaches into the agent', 'src/collector/a.ts', "import '../agent/exit.js';", 'agent'],
    ['analysis that imports the collector', 'src/analysis/a.ts', "import '../collector/a.js';", 'collector'],
    ['analysis that reads files', 'src/analysis/a.ts', "import 'node:fs';", 'node:fs'],
    ['a leaf that imports a layer', 'src/config/a.ts', "import '../agent/pipeline/a.js';", 'agent/pipeline'],
    ['a spool that uses HTTP', 'src/delivery/spool/a.ts', "import 'node:http';", 'node:http'],
    ['a ship that uses files', 'src/delivery/ship/a.ts', "import 'node:fs';", 'node:fs'],
    [
      'the SDK',
      'src/agent/hooks/a.ts',
      "import { McpServer } from '@modelcontextprotocol/server';",
      '@modelcontextprotocol/server',
    ],
    [
      'the SDK by require',
      'src/agent/patch/a.ts',
      "const a = require('@modelcontextprotocol/sdk/x.js');",
      '@modelcontextprotocol/sdk/x.js',
    ],
    ['undici outside ship/http', 'src/delivery/worker/a.ts', "import { Agent } from 'undici';", 'undici'],
    ['undici in the agent', 'src/agent/agent.ts', "const a = await import('undici');", 'undici'],
    ['threads in the agent', 'src/agent/a.ts', "import { Worker } from 'node:worker_threads';", 'node:worker_threads'],
    ['a built-in that is not saved', 'src/agent/a.ts', 'Object.groupBy([], String);', 'Object.groupBy'],
    ['stdout', 'src/agent/capture/a.ts', "process.stdout.write('x');", 'process.stdout'],
    ['the console', 'src/collector/a.ts', "console.error('x');", 'console.error'],
  ])('catches %s', (_, path, text, what) => {
    expect(breachesIn([{ path, text }])).toContainEqual(expect.stringMatching(new RegExp(`^${path}: ${what} \\(`)));
  });

  it.each([
    ['the SDK’s types', 'src/agent/patch/a.ts', "import type { McpServer } from '@modelcontextprotocol/server';"],
    [
      'a leaf in a layer',
      'src/delivery/ship/http/a.ts',
      "import { SDK } from '../../../version.js'; import { Agent } from 'undici';",
    ],
    ['a neighbour', 'src/delivery/ship/a.ts', "import { b } from './b.js';"],
    ['the wiring', 'src/agent/agent.ts', "import './capture/a.js'; import '../delivery/main/delivery.js';"],
    [
      'the words in a comment or string',
      'src/agent/hooks/a.ts',
      "// process.stdout, import 'undici'\nconst a = \"import 'undici'\";",
    ],
    ['a built-in that is saved', 'src/agent/a.ts', 'const text = JSON.stringify(Number.NaN);'],
    ['a built-in in the worker thread', 'src/delivery/worker/a.ts', 'Object.groupBy([], String);'],
    ['a command', 'src/cli/a.ts', "import '../collector/collector.js'; process.stdout.write('x');"],
  ])('allows %s', (_, path, text) => {
    expect(breachesIn([{ path, text }])).toEqual([]);
  });
});
