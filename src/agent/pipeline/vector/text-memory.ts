/**
 * The memory that the programs in WebAssembly share. A long text is copied to it once: it is searched for secrets there
 * (secrets/prefilter/), and written as JSON from there (writer/).
 */
import { isLatin } from './latin.js';

/** Must agree with byte-search.wat and json-quote.wat. Before the text in Latin-1 there are the tables of the search. */
export const LATIN_AT = 65_600;
export const WIDE_AT = 262_272;
export const JSON_AT = 458_944;
const PAGES = 9;

/** Bytes of a text in either form, and zeros after it: the programs read whole vectors, and one more. */
const CAPACITY = 196_608;
const PADDING = 48;

/** How a text was copied: a byte for each character from `LATIN_AT` on, or UTF-16 from `WIDE_AT` on. */
export type TextForm = 'latin' | 'wide';

export class TextMemory {
  readonly memory = new WebAssembly.Memory({ initial: PAGES });
  readonly bytes = new Uint8Array(this.memory.buffer);
  readonly #buffer = Buffer.from(this.memory.buffer);
  #text: string | undefined;
  #form: TextForm = 'latin';
  /** Where the text that was copied last ends. */
  end = LATIN_AT;
  /** Whether its low bytes are at `LATIN_AT` too. */
  isNarrowed = false;

  /** Copies `text`, unless it is there already. Undefined when it is too long. The last one is kept until `forget`. */
  copy(text: string): TextForm | undefined {
    if (text === this.#text) return this.#form;
    const form = isLatin(text) ? 'latin' : 'wide';
    if (text.length * (form === 'latin' ? 1 : 2) > CAPACITY) return undefined;
    this.#text = text;
    this.#form = form;
    this.isNarrowed = false;
    this.end =
      form === 'latin'
        ? LATIN_AT + this.#buffer.write(text, LATIN_AT, 'latin1')
        : WIDE_AT + this.#buffer.write(text, WIDE_AT, 'utf16le');
    this.bytes.fill(0, this.end, this.end + PADDING);
    return form;
  }

  /** The text has been written: nobody will ask for it again. */
  forget(): void {
    this.#text = undefined;
  }
}

let shared: TextMemory | undefined;

/** The one of this thread. Throws where there is no WebAssembly, or its memory is refused. */
export function textMemory(): TextMemory {
  shared ??= new TextMemory();
  return shared;
}
