/** A static block in front of two methods that only the SDK's classes define: it hands the complete class over. */
import { endOfCodeBefore } from './code-before.js';
import { handOver, type Mark, type MarkedModule } from './injection.js';
import { occurrences } from './occurrences.js';

/**
 * `_oninitialize` is `Server`'s (SDK 1.0 to 2.x), `setToolRequestHandlers` is `McpServer`'s (1.3 to 2.x).
 * Bundlers keep property names; a compiler that targets ES2016 or older drops `async`.
 */
export const CLASS_NEEDLES = ['_oninitialize(', 'setToolRequestHandlers('] as const;

/**
 * Behind the needle of a definition: one parameter or none, and a body that begins in the same line. With `function`
 * not before it, this can only be a method: a call has a semicolon or a line break behind it.
 */
const PARAMETER_AND_BODY = /\s*[\w$]*\s*\)[ \t]*\{/y;
const ASYNC = /(?<![.\w$#])async\s*$/;
/** A static block is a syntax error in an object literal, where a method stands behind a comma or an opening brace. */
const BEFORE_MEMBER = /[;}]$|\bclass\b(?:[^{}();]|\([^{}();]*\))*\{$/;
/** A field without a semicolon: its last character, and no word that belongs to the method. */
const END_OF_FIELD =
  /(?:[)\]"'`]|(?<![\w$])(?!(?:function|get|set|static|async|private|public|protected|override|abstract|declare|readonly|accessor)$)[\w$]+)$/;
/** How far back to look for the head of a class. */
const LOOK_BACK = 500;

export function findClasses(source: string, module: MarkedModule): readonly Mark[] {
  const text = `static{try{${handOver('this', module)}}catch{}}`;
  const marks: Mark[] = [];
  for (const needle of CLASS_NEEDLES) {
    for (const index of occurrences(source, needle)) {
      PARAMETER_AND_BODY.lastIndex = index + needle.length;
      if (!PARAMETER_AND_BODY.test(source)) continue;
      const from = Math.max(0, index - LOOK_BACK);
      const before = source.slice(from, index);
      const at = from + (ASYNC.exec(before)?.index ?? before.length);
      if (isMember(source, at)) marks.push({ at, text });
    }
  }
  return marks;
}

/** Whether a member of a class begins at `at`. */
function isMember(source: string, at: number): boolean {
  const end = endOfCodeBefore(source, at);
  const before = source.slice(Math.max(0, end - LOOK_BACK), end);
  return BEFORE_MEMBER.test(before) || (source.slice(end, at).includes('\n') && END_OF_FIELD.test(before));
}
