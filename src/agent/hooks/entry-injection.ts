/**
 * An assignment in front of v2's entries, the functions `createMcpHandler` and `serveStdio`: the name then stands for
 * what mcpwatch made of the function, in exports too (a function's name is a live binding).
 *
 * They are known by what they do with their options, which a minifier cannot rename (`server/createMcpHandler.ts`,
 * `server/serveStdio.ts` of @modelcontextprotocol/server).
 */
import { endOfCodeBefore } from './code-before.js';
import { handOver, type Mark, type MarkedModule } from './injection.js';
import { occurrences } from './occurrences.js';

/** An option of both entries. */
export const COMMON_ENTRY_NEEDLE = 'maxSubscriptions';

interface Entry {
  readonly name: string;
  /** Stands in the first statements of the function, and hardly anywhere else. */
  readonly needle: string;
  readonly beginning: RegExp;
}

const HEAD = String.raw`function\s+(?<entry>[\w$]+)\s*\(\s*[\w$]+\s*,\s*(?<options>[\w$]+)\s*=\s*\{\s*\}\s*\)\s*\{\s*`;
const DECLARE = String.raw`(?:const|let|var)\b\s*`;
const QUOTE = `["'\`]`;

const ENTRIES: readonly Entry[] = [
  {
    // const { legacy, onerror, responseMode } = options;
    name: 'createMcpHandler',
    needle: 'responseMode',
    beginning: new RegExp(
      String.raw`${HEAD}${DECLARE}\{\s*legacy\b[\w$\s:,]*\bresponseMode\b[\w$\s:,]*\}\s*=\s*\k<options>\b`,
    ),
  },
  {
    // const legacyMode = options.legacy ?? "serve"; const wire = options.transport ?? new StdioServerTransport();
    name: 'serveStdio',
    needle: '.legacy',
    beginning: new RegExp(
      String.raw`${HEAD}${DECLARE}[\w$]+\s*=\s*\k<options>\.legacy\s*\?\?\s*${QUOTE}serve${QUOTE}` +
        String.raw`\s*(?:,\s*|;?\s*${DECLARE})[\w$]+\s*=\s*\k<options>\.transport\s*\?\?\s*new\s+(?<transport>[\w$]+)`,
    ),
  },
];
export const ENTRY_NEEDLES = ENTRIES.map(({ needle }) => needle);

/** The first statements of an entry, around its needle. */
const NEARBY = 400;

const EXPORT = /\bexport\s+$/;

export function findEntries(source: string, module: MarkedModule): readonly Mark[] {
  const marks: Mark[] = [];
  for (const { name, needle, beginning } of ENTRIES) {
    for (const near of occurrences(source, needle)) {
      const from = Math.max(0, near - NEARBY);
      const found = beginning.exec(source.slice(from, near + NEARBY));
      if (found === null) continue;
      const at = startOfStatement(source, from + found.index);
      if (at === undefined || marks.some((mark) => mark.at === at)) continue;
      marks.push({ at, text: replacing(name, found.groups ?? {}, module) });
    }
  }
  return marks;
}

/** Of the declaration at `declaration`, when it is one, and not an expression: behind a statement or a brace. */
function startOfStatement(source: string, declaration: number): number | undefined {
  const exported = EXPORT.exec(source.slice(Math.max(0, declaration - 20), declaration));
  const at = declaration - (exported?.[0].length ?? 0);
  const end = endOfCodeBefore(source, at);
  return end === 0 || ';{}'.includes(source.charAt(end - 1)) ? at : undefined;
}

/** In `try`: what the entry makes its transport of may be declared further down, and cannot be read before. */
function replacing(name: string, { entry = '', transport }: Record<string, string>, module: MarkedModule): string {
  const wire = transport === undefined ? '' : `${handOver(transport, module, 'StdioServerTransport')};`;
  return `try{${entry}=${handOver(entry, module, name)}??${entry};${wire}}catch{}`;
}
