/** The words that switch a setting on or off. The preload reads them too: keep this file without imports. */
const WORDS: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  on: true,
  '0': false,
  false: false,
  no: false,
  off: false,
};

/** `undefined` for any other word. */
export function parseSwitch(raw: string): boolean | undefined {
  const word = raw.trim().toLowerCase();
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}
