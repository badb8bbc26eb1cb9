/** Fake credentials from templates: random characters that belong to nobody. */

export interface Sample {
  readonly text: string;
  /** What must not leave the process; a part of one is a leak as well. */
  readonly secrets: readonly string[];
}

export type Random = () => number;

/** A generator of its own (mulberry32), so that every run makes the same samples. */
export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function charactersOf(set: string): string {
  return set.replace(/(\w)-(\w)/g, (_, first: string, last: string) => {
    const from = first.charCodeAt(0);
    return String.fromCharCode(...Array.from({ length: last.charCodeAt(0) - from + 1 }, (_, at) => from + at));
  });
}

function draw(length: number, set: string, random: Random): string {
  const characters = charactersOf(set);
  return Array.from({ length }, () => characters[Math.floor(random() * characters.length)]).join('');
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => draw(length, '0-9a-f', random)).join('-');
}

const ENCODERS: Readonly<Record<string, (text: string) => string>> = {
  b64: (text) => Buffer.from(text).toString('base64'),
  latin1: (text) => Buffer.from(text, 'latin1').toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  uri: encodeURIComponent,
  nest2: (text) => JSON.stringify({ a: JSON.stringify({ b: text }) }),
  nest4: (text) => [1, 2, 3, 4].reduce((inner) => JSON.stringify({ a: inner }), text),
};
/** Encoded so that the secret can no longer be read in them; then they are secrets themselves. */
const OPAQUE_ENCODERS = new Set(['b64', 'latin1', 'hex']);
/** Shorter random parts, and numbers, are no secrets on their own. */
const MIN_SECRET = 8;

const ENCODED = /⟦(\w+) ([^⟦⟧]*)⟧/;

export function sampleOf(template: string, random: Random): Sample {
  const secrets: string[] = [];
  const drawn = template.replace(/⟨(?:(\d+) )?([^⟩]+)⟩/g, (_, length: string | undefined, set: string) => {
    const text =
      set === 'uuid' ? uuid(random) : draw(Number(length ?? 18), set === 'secret' ? 'A-Za-z0-9' : set, random);
    if (text.length >= MIN_SECRET && set !== '0-9') secrets.push(text);
    return text;
  });
  let text = drawn;
  // From the inside out.
  while (ENCODED.test(text)) {
    text = text.replace(ENCODED, (_, name: string, inner: string) => {
      const encoded = ENCODERS[name]?.(inner) ?? inner;
      if (OPAQUE_ENCODERS.has(name)) secrets.push(encoded);
      if (name === 'uri') secrets.push(...secrets.map(encodeURIComponent));
      return encoded;
    });
  }
  return { text, secrets };
}

/** Whether `output` still shows ten characters of one of the secrets, from its start, middle or end. */
export function isLeaked(output: string, { secrets }: Sample): boolean {
  return secrets.some((secret) => {
    const length = Math.min(10, secret.length);
    const middle = (secret.length - length) >> 1;
    return [0, middle, secret.length - length].some((at) => output.includes(secret.slice(at, at + length)));
  });
}

/** Where a form may stand: in a value of its own, in sentences, in JSON, in code, in a long text. */
export const CONTAINERS: ReadonlyArray<readonly [name: string, put: (text: string) => unknown]> = [
  ['a value of its own', (text) => ({ note: text })],
  ['a sentence', (text) => ({ text: `The new one is ${text} and works, I think.` })],
  ['JSON in a text', (text) => ({ text: JSON.stringify({ id: 7, note: text, ok: true }) })],
  ['JSON in JSON in a text', (text) => ({ text: JSON.stringify({ a: JSON.stringify({ note: text }) }) })],
  ['a long text', (text) => ({ text: `${'lorem ipsum dolor '.repeat(60)}\n${text}\n${'sit amet '.repeat(60)}` })],
];
