/** Text as the inside of a JSON string, 16 bytes at a time, in WebAssembly (json-quote.wat). It has a memory of its own. */
import { withProgram } from '../../../vector-programs.js';
import { isLatin } from './json-escape.js';
import { QUOTE_PROGRAM } from './quote-program.js';

export interface VectorQuoting {
  /**
   * The JSON of `text` without its quotes, in UTF-8. Undefined when it would be longer than `room` bytes, or the text is
   * too long for the memory. Valid until the next text.
   */
  quote(text: string, room: number): Uint8Array | undefined;
}

/** Must agree with json-quote.wat. */
const TEXT_AT = 64;
const JSON_AT = 65_664;
/** Zeros after a text. */
const PADDING = 16;
/** The program may write this much more than it was allowed. */
const OVERHANG = 32;

type Quote = (end: number, last: number) => number;

interface Program {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly ofLatin: Quote;
  readonly ofWide: Quote;
}

/** Undefined where there is no WebAssembly with vectors. */
export function createVectorQuoting(): VectorQuoting | undefined {
  return withProgram(QUOTE_PROGRAM, quotingIn);
}

function quotingIn({ memory, ofLatin, ofWide }: Program): VectorQuoting {
  const buffer = Buffer.from(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const capacity = JSON_AT - TEXT_AT - PADDING;
  const mostRoom = bytes.length - JSON_AT - OVERHANG;
  return {
    quote(text, room) {
      const isNarrow = isLatin(text);
      if ((isNarrow ? text.length : 2 * text.length) > capacity) return undefined;
      const end = TEXT_AT + buffer.write(text, TEXT_AT, isNarrow ? 'latin1' : 'utf16le');
      bytes.fill(0, end, end + PADDING);
      const last = JSON_AT + Math.max(0, Math.min(room, mostRoom));
      const jsonEnd = isNarrow ? ofLatin(end, last) : ofWide(end, last);
      return jsonEnd === 0 ? undefined : bytes.subarray(JSON_AT, jsonEnd);
    },
  };
}
