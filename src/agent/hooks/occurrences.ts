/** Where `text` is in `source`. A search for plain text is tens of times as fast as one for a pattern. */
export function* occurrences(source: string, text: string): Generator<number> {
  for (let at = source.indexOf(text); at >= 0; at = source.indexOf(text, at + text.length)) yield at;
}
