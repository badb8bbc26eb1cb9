/**
 * Injects an assignment before v2's entry functions, `createMcpHandler` and `serveStdio`, so that their names refer to
 * mcpwatch's replacements, in exports too (the name of a function is a live binding).
 *
 * They are recognised by how they read their options, which a minifier cannot rename (`server/createMcpHandler.ts`,
 * `server/serveStdio.ts` of @modelcontextprotocol/server).
 */
import { endOfCodeBefore } from './code-before.js';
import { adoptCall, type Injection, type TargetModule } from './injection.js';
import { occurrences } from './occurrences.js';

/** An option that both entries have. */
export const COMMON_ENTRY_NEEDLE = 'maxSubscriptions';

interface Entry {
  readonly name: string;
  /** Appears in the first statements of the function, and hardly anywhere else. */
  readonly needle: string;
  /** What follows the needle there: `beginning` takes ten times as long, and a needle may be in many places (#14). */
  readonly after: RegExp;
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
    after: /[\w$\s:,]*\}\s*=/y,
    beginning: new RegExp(
      String.raw`${HEAD}${DECLARE}\{\s*legacy\b[\w$\s:,]*\bresponseMode\b[\w$\s:,]*\}\s*=\s*\k<options>\b`,
    ),
  },
  {
    // const legacyMode = options.legacy ?? "serve"; const wire = options.transport ?? new StdioServerTransport();
    name: 'serveStdio',
    needle: '.legacy',
    after: /\s*\?\?\s*["'`]serve/y,
    beginning: new RegExp(
      String.raw`${HEAD}${DECLARE}[\w$]+\s*=\s*\k<options>\.legacy\s*\?\?\s*${QUOTE}serve${QUOTE}` +
        String.raw`\s*(?:,\s*|;?\s*${DECLARE})[\w$]+\s*=\s*\k<options>\.transport\s*\?\?\s*new\s+(?<transport>[\w$]+)`,
    ),
  },
];
export const ENTRY_NEEDLES = ENTRIES.map(({ needle }) => needle);

/** How far the first statements of an entry reach around its needle, in characters. */
const NEARBY = 400;

const EXPORT = /\bexport\s+$/;

export function findEntries(source: string, module: TargetModule): readonly Injection[] {
  const injections: Injection[] = [];
  for (const { name, needle, after, beginning } of ENTRIES) {
    for (const near of occurrences(source, needle)) {
      after.lastIndex = near + needle.length;
      if (!after.test(source)) continue;
      const from = Math.max(0, near - NEARBY);
      const found = beginning.exec(source.slice(from, near + NEARBY));
      if (found === null) continue;
      const at = startOfStatement(source, from + found.index);
      if (at === undefined || injections.some((injection) => injection.at === at)) continue;
      injections.push({ at, text: replacement(name, found.groups ?? {}, module) });
    }
  }
  return injections;
}

/** Where the statement with the function at `declaration` starts; `undefined` for a function expression. */
function startOfStatement(source: string, declaration: number): number | undefined {
  const before = source.slice(Math.max(0, declaration - 20), declaration);
  const exported = before.includes('export') ? EXPORT.exec(before) : null;
  const at = declaration - (exported?.[0].length ?? 0);
  const end = endOfCodeBefore(source, at);
  return end === 0 || ';{}'.includes(source.charAt(end - 1)) ? at : undefined;
}

/** In `try`, because the class of the entry's transport may be declared further down, and cannot be read before. */
function replacement(name: string, { entry = '', transport }: Record<string, string>, module: TargetModule): string {
  const wire = transport === undefined ? '' : `${adoptCall(transport, module, 'StdioServerTransport')};`;
  return `try{${entry}=${adoptCall(entry, module, name)}??${entry};${wire}}catch{}`;
}
