/** Which parts of a stream are messages: a message may come in several writes, and a write may hold several. */
import { isMessage, isParsedMessage, mayBecomeMessage } from './message-line.js';

/** `open`: the start of a line that may become a message. */
export type Verdict = 'message' | 'stray' | 'open';

export interface Judgement {
  /** What has become of the open line that earlier writes have left. */
  readonly earlier: 'message' | 'stray' | undefined;
  /** One for each line, or part of a line, of this write. */
  readonly pieces: readonly Verdict[];
}

/** The usual case: what is written is one message. */
export const ONE_MESSAGE: Judgement = { earlier: undefined, pieces: ['message'] };

/** Characters of an open line; one that is longer passes as a message. */
const LONGEST_LINE = 4 * 1024 * 1024;

export class LineJudge {
  #open = '';
  /** Within a line that was too long to be kept. */
  #isInLongLine = false;

  /** The open line, without its end. */
  get open(): string {
    return this.#open;
  }

  judge(text: string): Judgement {
    if (this.#open === '' && !this.#isInLongLine && isOneLine(text) && isMessage(text)) return ONE_MESSAGE;
    const [first = '', ...rest] = piecesOf(text);
    if (first === '') return { earlier: undefined, pieces: [] };
    const { earlier, verdict } = this.#judgeFirst(first);
    return { earlier, pieces: [verdict, ...rest.map((piece) => this.#judgeLine(piece))] };
  }

  #judgeFirst(piece: string): { readonly earlier: Judgement['earlier']; readonly verdict: Verdict } {
    const isComplete = piece.endsWith('\n');
    if (this.#isInLongLine) {
      this.#isInLongLine = !isComplete;
      return { earlier: undefined, verdict: 'message' };
    }
    const line = this.#open + piece;
    if (this.#open === '') return { earlier: undefined, verdict: this.#judgeLine(piece) };
    this.#open = '';
    // Whoever wrote the open line did not mean it as the start of this one. Parsed: the second half of a message may begin
    // with a brace too, and ends like a whole one.
    if (isComplete && isParsedMessage(piece)) return { earlier: 'stray', verdict: 'message' };
    if (!isComplete) {
      const verdict = this.#keepOpen(line);
      return { earlier: verdict === 'open' ? undefined : 'message', verdict };
    }
    const verdict = isMessage(line) ? 'message' : 'stray';
    return { earlier: verdict, verdict };
  }

  #judgeLine(piece: string): Verdict {
    if (piece.endsWith('\n')) return isMessage(piece) ? 'message' : 'stray';
    return mayBecomeMessage(piece) ? this.#keepOpen(piece) : 'stray';
  }

  #keepOpen(line: string): Verdict {
    this.#isInLongLine = line.length > LONGEST_LINE;
    this.#open = this.#isInLongLine ? '' : line;
    return this.#isInLongLine ? 'message' : 'open';
  }
}

const isOneLine = (text: string) => text.startsWith('{') && text.indexOf('\n') === text.length - 1;

/** The lines of a text, each with its end; the last one may have none. */
export function piecesOf(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}
