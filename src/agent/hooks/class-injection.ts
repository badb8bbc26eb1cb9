/** Injects a static block before two methods that only the SDK's classes define; it reports the finished class. */
import { endOfCodeBefore } from './code-before.js';
import { adoptCall, type Injection, type TargetModule } from './injection.js';
import { occurrences } from './occurrences.js';

/**
 * `_oninitialize` belongs to `Server` (SDK 1.0 to 2.x), `setToolRequestHandlers` to `McpServer` (1.3 to 2.x).
 * Bundlers keep property names; a compiler that targets ES2016 or older drops `async`.
 */
export const CLASS_NEEDLES = ['_oninitialize(', 'setToolRequestHandlers('] as const;

/**
 * What follows the needle in a definition: at most one parameter, and a body that starts on the same line. Unless
 * `function` precedes it, this can only be a method: a call is followed by a semicolon or a line break.
 */
const PARAMETER_AND_BODY = /\s*[\w$]*\s*\)[ \t]*\{/y;
const ASYNC = /(?<![.\w$#])async\s*$/;
const HEAD_OF_CLASS = /\bclass\b(?:[^{}();]|\([^{}();]*\))*\{$/;
/** The end of a field without a semicolon: its last character, but no word that belongs to the method. */
const END_OF_FIELD =
  /(?:[)\]"'`]|(?<![\w$])(?!(?:function|get|set|static|async|private|public|protected|override|abstract|declare|readonly|accessor)$)[\w$]+)$/;
/** How many characters to search back for the head of a class. */
const LOOK_BACK = 500;

export function findClasses(source: string, module: TargetModule): readonly Injection[] {
  const text = `static{try{${adoptCall('this', module)}}catch{}}`;
  const injections: Injection[] = [];
  for (const needle of CLASS_NEEDLES) {
    for (const index of occurrences(source, needle)) {
      PARAMETER_AND_BODY.lastIndex = index + needle.length;
      if (!PARAMETER_AND_BODY.test(source)) continue;
      const from = Math.max(0, index - LOOK_BACK);
      const before = source.slice(from, index);
      const at = from + (ASYNC.exec(before)?.index ?? before.length);
      if (startsMember(source, at)) injections.push({ at, text });
    }
  }
  return injections;
}

/** Whether a class member starts at `at`. */
function startsMember(source: string, at: number): boolean {
  const end = endOfCodeBefore(source, at);
  // A static block is a syntax error in an object literal, where a method follows a comma or an opening brace.
  if (';}'.includes(source.charAt(end - 1))) return end > 0;
  const before = source.slice(Math.max(0, end - LOOK_BACK), end);
  return HEAD_OF_CLASS.test(before) || (source.slice(end, at).includes('\n') && END_OF_FIELD.test(before));
}
