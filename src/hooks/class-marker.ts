/** A static block in front of two methods that only the SDK's classes define: it hands the complete class over. */
import { handOver, type Mark, type MarkedKind } from './hand-over.js';
import { occurrences } from './occurrences.js';

/**
 * `_oninitialize` is `Server`'s (SDK 1.0 to 2.x), `setToolRequestHandlers` is `McpServer`'s (1.3 to 2.x).
 * Bundlers keep property names; a compiler that targets ES2016 or older drops `async`.
 */
export const CLASS_NEEDLES = ['_oninitialize(', 'setToolRequestHandlers('] as const;

/** Behind the needle of a definition: one parameter or none, and a body. */
const PARAMETER_AND_BODY = /\s*[\w$]*\s*\)\s*\{/y;
/** How far back to look, white space included. */
const LOOK_BACK = 500;
const ASYNC = /(?<![.\w$#])async\s*$/;
/**
 * Behind which no method of a class begins. In an object literal a static block is a syntax error: a comma stands
 * there, or a brace that opens no class.
 */
const NO_MEMBER_OF_CLASS = /(?:[.\w$#*]|\b(?:get|set|static)\s*|,\s*|(?:[=(:,?&|[]|\breturn)\s*\{\s*)$/;

export function findClasses(source: string, kind: MarkedKind): readonly Mark[] {
  const text = `static{${handOver('this', kind)}}`;
  const marks: Mark[] = [];
  for (const needle of CLASS_NEEDLES) {
    for (const index of occurrences(source, needle)) {
      PARAMETER_AND_BODY.lastIndex = index + needle.length;
      if (!PARAMETER_AND_BODY.test(source)) continue;
      const from = Math.max(0, index - LOOK_BACK);
      const before = source.slice(from, index);
      const member = ASYNC.exec(before)?.index ?? before.length;
      if (!NO_MEMBER_OF_CLASS.test(before.slice(0, member))) marks.push({ at: from + member, text });
    }
  }
  return marks;
}
