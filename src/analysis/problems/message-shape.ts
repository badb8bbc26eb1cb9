/** What is the same in two messages of one fault: the message without its numbers, ids, paths and quoted values. */

const LONGEST = 300;

/** In this order: a later one would break up what an earlier one replaces whole. */
const VARIABLE_PARTS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'`)>\]]+/gi, '<url>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/(?:[a-z]:)?(?:[\\/][\w.@~+-]+){2,}[\\/]?/gi, '<path>'],
  [/\b(?=[0-9a-z_-]*\d)[0-9a-z_-]{16,}\b/gi, '<id>'],
  [/\b0x[0-9a-f]+\b/gi, '<n>'],
  [/\d+(?:[.,:]\d+)*/g, '<n>'],
];

/** `message` with a placeholder in place of each part that differs from case to case. One line, at most 300 characters. */
export function messageShape(message: string): string {
  let shape = message
    .slice(0, 2 * LONGEST)
    .replace(/\s+/g, ' ')
    .trim();
  for (const [pattern, replacement] of VARIABLE_PARTS) shape = shape.replace(pattern, replacement);
  return shape.length <= LONGEST ? shape : `${shape.slice(0, LONGEST - 1)}…`;
}
