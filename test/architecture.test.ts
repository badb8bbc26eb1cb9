/** The way of the data has one direction: which part of `src` may know of which. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, memberUses, type Source, sourcesIn } from './support/imports.js';

/** Leaves: every layer may import them, and they import nothing but each other's types. */
const LEAVES = ['config', 'diagnostics', 'model', 'random', 'real-time', 'version'];

/** What a layer may import beside itself and the leaves. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  hooks: [],
  patch: [],
  capture: [],
  pipeline: [],
  spool: [],
  ship: [],
  exit: [],
  collector: [],
  cli: ['collector', 'ship', 'spool'],
};

/** Files that only wire layers together with callbacks; the entries among them. */
const WIRING = ['agent', 'delivery', 'index', 'process-state', 'register', 'watching-threads'];

interface Rule {
  readonly name: string;
  /** What breaks the rule in one source, a line each. */
  readonly breaches: (source: Source) => readonly string[];
}

/** `src/ship/post.ts` is in `ship`, `src/config.ts` is `config`. */
const partOf = (path: string) => path.split('/')[1]?.replace(/\.ts$/, '') ?? '';

const ownImports = (source: Source) =>
  importsOf(source)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => partOf(posix.join(posix.dirname(source.path), specifier).replace(/\.js$/, '.ts')));

const valueImports = (source: Source, pattern: RegExp) =>
  importsOf(source)
    .filter(({ specifier, typeOnly }) => !typeOnly && pattern.test(specifier))
    .map(({ specifier }) => specifier);

const RULES: readonly Rule[] = [
  {
    name: 'a file belongs to a layer, the leaves or the wiring',
    breaches: ({ path }) =>
      [...LEAVES, ...WIRING, ...Object.keys(LAYERS)].includes(partOf(path)) ? [] : ['belongs nowhere'],
  },
  {
    name: 'layers import leaves and themselves, beside what the table allows',
    breaches: (source) => {
      const part = partOf(source.path);
      if (WIRING.includes(part)) return [];
      const allowed = [part, ...LEAVES, ...(LAYERS[part] ?? [])];
      return ownImports(source).filter((target) => !allowed.includes(target));
    },
  },
  {
    name: 'leaves import only leaves',
    breaches: (source) =>
      LEAVES.includes(partOf(source.path)) ? ownImports(source).filter((target) => !LEAVES.includes(target)) : [],
  },
  {
    name: 'the MCP SDK is imported for its types at most: it is the host’s',
    breaches: (source) => valueImports(source, /^@modelcontextprotocol\//),
  },
  {
    name: 'undici is imported in ship/ only: on the main thread it would take over the host’s fetch',
    breaches: (source) => (partOf(source.path) === 'ship' ? [] : valueImports(source, /^undici(\/|$)/)),
  },
  {
    name: 'stdout and console are the commands’ only: a stdio server’s stdout is its protocol',
    breaches: (source) =>
      partOf(source.path) === 'cli'
        ? []
        : memberUses(source).filter((use) => use === 'process.stdout' || use.startsWith('console.')),
  },
];

const breachesIn = (sources: readonly Source[]) =>
  sources.flatMap((source) =>
    RULES.flatMap(({ name, breaches }) => breaches(source).map((what) => `${source.path}: ${what} (${name})`)),
  );

describe('the architecture of src', () => {
  it('holds', () => {
    expect(breachesIn(sourcesIn('src'))).toEqual([]);
  });

  it('is read from the real files', () => {
    const paths = sourcesIn('src').map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['src/config.ts', 'src/cli/main.ts', 'src/collector/collector.ts']));
    expect(sourcesIn('src').flatMap(importsOf).length).toBeGreaterThan(paths.length);
  });
});

/** Each rule is shown a source that breaks it: a scanner that sees nothing would pass for ever. */
describe('the scanner', () => {
  it.each([
    ['a file in a new folder', 'src/utils/text.ts', '', 'belongs nowhere'],
    ['a layer that imports another', 'src/capture/a.ts', "import { post } from '../ship/post.js';", 'ship'],
    ['a type import across layers', 'src/patch/a.ts', "import type { A } from '../capture/a.js';", 'capture'],
    ['a re-export across layers', 'src/pipeline/a.ts', "export * from '../spool/a.js';", 'spool'],
    ['an import type across layers', 'src/spool/a.ts', "type A = import('../ship/a.js').A;", 'ship'],
    ['a dynamic import of the wiring', 'src/hooks/a.ts', "await import('../agent.js');", 'agent'],
    ['a command that reaches into the patches', 'src/cli/a.ts', "import '../patch/a.js';", 'patch'],
    ['a leaf that imports a layer', 'src/config.ts', "import { a } from './pipeline/a.js';", 'pipeline'],
    [
      'the SDK',
      'src/hooks/a.ts',
      "import { McpServer } from '@modelcontextprotocol/server';",
      '@modelcontextprotocol/server',
    ],
    [
      'the SDK by require',
      'src/patch/a.ts',
      "const a = require('@modelcontextprotocol/sdk/x.js');",
      '@modelcontextprotocol/sdk/x.js',
    ],
    ['undici beside ship', 'src/spool/a.ts', "import { Agent } from 'undici';", 'undici'],
    ['undici in the wiring', 'src/agent.ts', "const a = await import('undici');", 'undici'],
    ['stdout', 'src/capture/a.ts', "process.stdout.write('x');", 'process.stdout'],
    ['the console', 'src/collector/a.ts', "console.error('x');", 'console.error'],
  ])('catches %s', (_, path, text, what) => {
    expect(breachesIn([{ path, text }])).toContainEqual(expect.stringMatching(new RegExp(`^${path}: ${what} \\(`)));
  });

  it.each([
    ['the SDK’s types', 'src/patch/a.ts', "import type { McpServer } from '@modelcontextprotocol/server';"],
    ['a leaf in a layer', 'src/ship/a.ts', "import { SDK } from '../version.js'; import { Agent } from 'undici';"],
    ['a neighbour', 'src/ship/a.ts', "import { b } from './b.js';"],
    ['the wiring', 'src/agent.ts', "import { a } from './capture/a.js'; import { b } from './spool/b.js';"],
    [
      'the words in a comment or text',
      'src/hooks/a.ts',
      "// process.stdout, import 'undici'\nconst a = \"import 'undici'\";",
    ],
    ['a command', 'src/cli/a.ts', "import '../collector/collector.js'; process.stdout.write('x');"],
  ])('lets %s be', (_, path, text) => {
    expect(breachesIn([{ path, text }])).toEqual([]);
  });
});
