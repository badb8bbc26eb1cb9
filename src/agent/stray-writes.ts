/** Finds the code that writes to stdout what is no message. Only in processes that `mcpwatch doctor` examines. */
import { dirname } from 'node:path';

declare const __filename: string;

const LONGEST = 500;

/** `place`: `file:line:column` of the code that wrote `text`; empty when it is not known. */
export function watchStrayWrites(onStray: (text: string, place: string) => void): void {
  const { stdout } = process;
  const { write } = stdout;
  stdout.write = function watchedWrite(this: unknown, ...args: unknown[]) {
    const text = String(args[0]).slice(0, LONGEST);
    // A message begins with a brace; a longer one may come in several pieces.
    if (!/^\s*[{["]/.test(text)) onStray(text, placeOfWriter());
    return Reflect.apply(write, this, args);
  };
}

/** The first frame that is neither Node's nor ours. */
function placeOfWriter(): string {
  const own = dirname(__filename);
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  const frame = frames.find((line) => !/\bnode:|\(<anonymous>\)/.test(line) && !line.includes(own));
  return /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(frame ?? '')?.[1] ?? '';
}
