/** Where a value in a text ends. Everything that is read here is then replaced, so it is read only once. */

/**
 * The closing quote of a string whose own quotes have `level` backslashes, or the end of the text when it was cut off:
 * a quote with r backslashes before it closes the string when r mod 2(level + 1) is `level`; otherwise it is content.
 */
export function closingQuote(text: string, start: number, level: number, quote: string, limit = text.length): number {
  for (let at = text.indexOf(quote, start); at >= 0 && at < limit; at = text.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (at - slashes > start && text.charCodeAt(at - slashes - 1) === 92) slashes += 1;
    if (slashes % (2 * (level + 1)) === level) return at - level;
  }
  return limit;
}

/** The end of an object or list in JSON whose quotes have `level` backslashes. */
export function nestEnd(text: string, start: number, level: number, quote: string): number {
  let open = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === quote) at = closingQuote(text, at + 1, level, quote) + level;
    else if (char === '{' || char === '[') open += 1;
    else if ((char === '}' || char === ']') && --open === 0) return at + 1;
  }
  return text.length;
}

/** Where `stop`, a sticky or global pattern, first matches at or after `start`. */
export function firstMatch(text: string, start: number, stop: RegExp): number {
  stop.lastIndex = start;
  return stop.exec(text)?.index ?? text.length;
}
