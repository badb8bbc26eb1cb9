/**
 * Counts how much text a function looks at: steps that do not depend on the machine, so that a limit cannot flake. What
 * native code reads is counted by its result: a search that fails has read all the rest of its text.
 */

type Method = (this: string, ...args: readonly never[]) => unknown;

/** The steps of one call of a method of strings, by what it returned. */
const COUNTERS: Readonly<Record<string, (text: string, result: unknown, from: unknown) => number>> = {
  charCodeAt: () => 1,
  /** A part of a text is not copied. */
  slice: () => 1,
  split: (text) => text.length,
  replace: (text) => text.length,
  trim: (text) => text.length / 8,
  trimEnd: (text) => text.length / 8,
  toLowerCase: (text) => text.length / 8,
  includes: (text) => text.length / 8,
  indexOf: (text, result, from) => distance(text, result, from) / 8,
  lastIndexOf: (text, result, from) => (Math.min(Number(from ?? text.length), text.length) - Number(result)) / 8,
};

function distance(text: string, result: unknown, from: unknown): number {
  return (Number(result) < 0 ? text.length : Number(result)) - Math.min(text.length, Number(from ?? 0));
}

/** The steps that `run` takes. What a sticky pattern reads before it fails counts as one. */
export function countedWork(run: () => void): number {
  let steps = 0;
  const exec = RegExp.prototype.exec;
  const restore = Object.keys(COUNTERS).map((name) => [name, Reflect.get(String.prototype, name)] as const);
  for (const [name, method] of restore) {
    const count = COUNTERS[name] ?? (() => 0);
    Reflect.set(String.prototype, name, function (this: string, ...args: readonly never[]): unknown {
      const result: unknown = Reflect.apply(method as Method, this, args);
      steps += Math.max(0, count(String(this), result, args[1]));
      return result;
    });
  }
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, text);
    const end = match === null ? (this.sticky ? from : text.length) : match.index + match[0].length;
    steps += 1 + Math.max(0, end - from);
    return match;
  };
  try {
    run();
  } finally {
    RegExp.prototype.exec = exec;
    for (const [name, method] of restore) Reflect.set(String.prototype, name, method);
  }
  return steps;
}
