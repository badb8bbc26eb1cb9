/** Puts a static block in front of two methods that only the SDK's classes define: it hands the complete class over. */
import { handOver, type MarkedKind } from './hand-over.js';

/**
 * `_oninitialize` is `Server`'s (SDK 1.0 to 2.x), `setToolRequestHandlers` is `McpServer`'s (1.3 to 2.x).
 * Bundlers keep property names; a compiler that targets ES2016 or older drops `async`.
 */
export const CLASS_NEEDLES = ['_oninitialize', 'setToolRequestHandlers'] as const;

/** In an object literal a static block is a syntax error: a comma stands there, or a brace that opens no class. */
const NO_MEMBER_OF_OBJECT = String.raw`(?<![.\w$#])(?<!\basync\s*)(?<!,\s*)(?<!(?:[=(:,?&|[]|\breturn)\s*\{\s*)`;
const DEFINITION = new RegExp(
  String.raw`${NO_MEMBER_OF_OBJECT}(?:async\s*)?_oninitialize\s*\(\s*[\w$]+\s*\)\s*\{` +
    String.raw`|${NO_MEMBER_OF_OBJECT}setToolRequestHandlers\s*\(\s*\)\s*\{`,
  'g',
);

export function markClasses(source: string, kind: MarkedKind): string {
  return source.replace(DEFINITION, (definition) => `static{${handOver('this', kind)}}${definition}`);
}
