/** Text as the inside of a JSON string, 16 bytes at a time, in WebAssembly (json-quote.wat). */
import { withProgram } from '../vector/program.js';
import { JSON_AT, type TextMemory, textMemory } from '../vector/text-memory.js';
import { QUOTE_PROGRAM } from './quote-program.js';

export interface VectorQuoting {
  /**
   * The JSON of `text` without its quotes, in UTF-8. Undefined when it would be longer than `room` bytes, or the text is
   * too long for the memory. Valid until the next text.
   */
  quote(text: string, room: number): Uint8Array | undefined;
}

/** The program may write this much more than it was allowed. */
const OVERHANG = 32;

type Quote = (end: number, last: number) => number;

interface Program {
  readonly ofLatin: Quote;
  readonly ofWide: Quote;
}

/** Undefined where there is no WebAssembly with vectors. */
export function createVectorQuoting(): VectorQuoting | undefined {
  return withProgram(QUOTE_PROGRAM, textMemory, quotingIn);
}

function quotingIn({ ofLatin, ofWide }: Program, memory: TextMemory): VectorQuoting {
  const { bytes } = memory;
  const mostRoom = bytes.length - JSON_AT - OVERHANG;
  return {
    quote(text, room) {
      const form = memory.copy(text);
      memory.forget();
      if (form === undefined) return undefined;
      const last = JSON_AT + Math.max(0, Math.min(room, mostRoom));
      const jsonEnd = form === 'latin' ? ofLatin(memory.end, last) : ofWide(memory.end, last);
      return jsonEnd === 0 ? undefined : bytes.subarray(JSON_AT, jsonEnd);
    },
  };
}
