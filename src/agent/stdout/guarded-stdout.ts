/** Looks at every write to stdout; what is no message is logged and, if that is wanted, sent to stderr instead. */

import { soon } from '../../real-time.js';
import { stackPlace } from '../../stack-place.js';
import { type Judgement, LineJudge, ONE_MESSAGE, piecesOf } from './line-judge.js';
import { isMessage } from './message-line.js';
import { keptText, type Print } from './print.js';
import type { PrintLog } from './print-log.js';
import { type AroundWrite, replaceWrite } from './replaced-write.js';
import { flushStderr, writeBytesToStderr } from './stderr-bytes.js';
import { byteLinesOf, bytesOf, callbackOf, textOf } from './written-chunk.js';

export class GuardedStdout {
  /** `undefined` when stdout lets nobody replace its `write`. */
  readonly #pass: ReturnType<typeof replaceWrite>;
  readonly #judge = new LineJudge();
  readonly #log: PrintLog;
  readonly #isDiverting: () => boolean;
  /** The first write of an open line, in case that it becomes no message, and how many writes there are. */
  #open: { readonly print: Print; writes: number } | undefined;
  /** What `divert` holds back: the bytes of an open line. */
  #heldBack: Buffer[] = [];
  /** Nothing is held back any more: a listener of `exit` that comes after ours may still print. */
  #isFinished = false;

  constructor(stdout: NodeJS.WriteStream, log: PrintLog, isDiverting: () => boolean) {
    this.#log = log;
    this.#isDiverting = isDiverting;
    const around: AroundWrite = (pass, args) => {
      let judgement: Judgement = ONE_MESSAGE;
      let divert = false;
      try {
        if (log.isStopped && this.#heldBack.length === 0) return pass(args);
        const text = textOf(args);
        if (text !== undefined) judgement = this.#judge.judge(text);
        if (judgement === ONE_MESSAGE && this.#heldBack.length === 0) return pass(args);
        divert = this.#isDiverting() || this.#heldBack.length > 0;
        this.#note(judgement, text ?? '', divert);
      } catch {
        // A full stack, for one: the host's own write decides what happens.
        return pass(args);
      }
      return divert ? this.#divide(judgement, args, stdout) : pass(args);
    };
    this.#pass = replaceWrite(stdout, around);
  }

  get isReplaced(): boolean {
    return this.#pass !== undefined;
  }

  /** The process ends: an open line stays without its end. */
  finish(): void {
    const text = this.#judge.open;
    const isWhole = isMessage(text);
    if (!isWhole) this.#noteOpen();
    const bytes = this.#takeHeldBack();
    if (bytes.length > 0) {
      if (isWhole) this.#pass?.([bytes]);
      else writeBytesToStderr(bytes);
    }
    flushStderr();
    this.#isFinished = true;
  }

  #note({ earlier, pieces }: Judgement, text: string, isDiverted: boolean): void {
    if (earlier === 'stray') this.#noteOpen();
    if (earlier !== undefined) this.#open = undefined;
    const lines = piecesOf(text);
    const stray = lines.filter((_, at) => pieces[at] === 'stray').join('');
    if (stray !== '') this.#log.add(() => printOf(stray, isDiverted));
    if (pieces.at(-1) !== 'open') return;
    const start = lines.at(-1) ?? '';
    if (this.#open === undefined) this.#open = { print: this.#printOfOpen(start, isDiverted), writes: 1 };
    else this.#open.writes += 1;
  }

  /** Its stack is only to be had now; it costs too much for a print that will only be counted. */
  #printOfOpen(start: string, isDiverted: boolean): Print {
    return this.#log.isFull ? { ...NO_PLACE, text: keptText(start), isDiverted } : printOf(start, isDiverted);
  }

  #noteOpen(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open !== undefined) this.#log.add(() => ({ ...open.print, count: open.writes }));
  }

  /** Messages to stdout, everything else to stderr, each in its order. */
  #divide({ earlier, pieces }: Judgement, args: readonly unknown[], stdout: NodeJS.WriteStream): unknown {
    const isKept = earlier === 'message' && this.#heldBack.length > 0;
    if (!isKept && pieces.every((piece) => piece === 'message')) {
      if (earlier === 'stray') writeBytesToStderr(this.#takeHeldBack());
      return this.#pass?.(args);
    }
    const before = earlier === undefined ? [] : [this.#takeHeldBack()];
    const lines = byteLinesOf(bytesOf(args));
    const partsOf = (verdict: 'message' | 'stray') => [
      ...(earlier === verdict ? before : []),
      ...lines.filter((_, at) => pieces[at] === verdict),
    ];
    const late = this.#isFinished && pieces.at(-1) === 'open' ? lines.slice(-1) : [];
    const messages = Buffer.concat([...partsOf('message'), ...late]);
    writeBytesToStderr(Buffer.concat(partsOf('stray')));
    // A copy: the host may use its buffer again.
    if (pieces.at(-1) === 'open' && !this.#isFinished) this.#heldBack.push(Buffer.from(lines.at(-1) ?? ''));
    const callback = callbackOf(args);
    if (messages.length > 0) return this.#pass?.(callback === undefined ? [messages] : [messages, callback]);
    if (callback !== undefined) soon(callback);
    // Whoever gets false waits for `drain`, which comes only if stdout is full itself.
    return !stdout.writableNeedDrain;
  }

  #takeHeldBack(): Buffer {
    const bytes = Buffer.concat(this.#heldBack);
    this.#heldBack = [];
    return bytes;
  }
}

const NO_PLACE = { place: '', stack: '', count: 1 };

function printOf(text: string, isDiverted: boolean): Print {
  return { text: keptText(text), ...stackPlace(), count: 1, isDiverted };
}
