/** The inside of JSON strings, by the vector program once there is enough to write. */
import { createVectorQuoting, type VectorQuoting } from './vector-quoting.js';

/** Characters that are written without the program: many processes end before it would pay (#14). */
const BEFORE_PROGRAM = 16_384;

export class Quoting {
  private chars = 0;
  private program: VectorQuoting | undefined;

  /** As `VectorQuoting.quote`; undefined as well as long as there is no program. */
  quote(text: string, room: number): Uint8Array | undefined {
    if (this.program === undefined) {
      if (this.chars > BEFORE_PROGRAM) return undefined;
      this.chars += text.length;
      if (this.chars > BEFORE_PROGRAM) this.program = createVectorQuoting();
    }
    return this.program?.quote(text, room);
  }
}
