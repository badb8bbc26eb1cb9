/** Reads variables, and notes what was not understood. As the specification has it, empty counts as not set. */
import type { Problem } from '../parse-config.js';
import type { Environment } from '../spool-folder.js';
import type { Variable } from './variables.js';

const LONGEST_SHOWN = 80;

export class EnvironmentReader {
  readonly #env: Environment;
  /** By message: both signals read what they share. */
  readonly #problems = new Map<string, Problem>();

  constructor(env: Environment) {
    this.#env = env;
  }

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  /** The value of the first that is set and understood, otherwise the fallback of the last. */
  read<T>(...variables: readonly [Variable<T>, ...Variable<T>[]]): T {
    const [first, ...others] = variables;
    const value = this.#parse(first);
    const [next, ...rest] = others;
    if (value !== undefined) return value;
    return next === undefined ? first.fallback : this.read(next, ...rest);
  }

  isSet({ name }: Variable<unknown>): boolean {
    return this.#text(name) !== '';
  }

  report(variable: string, message: string): void {
    this.#problems.set(`${variable} ${message}`, { variable, message });
  }

  #parse<T>(variable: Variable<T>): T | undefined {
    const text = this.#text(variable.name);
    if (text === '') return undefined;
    const value = variable.parse(text);
    if (value !== undefined) return value;
    const seen = variable.show?.(text) ?? JSON.stringify(text.slice(0, LONGEST_SHOWN));
    const consequence = variable.consequence ?? 'it is ignored';
    this.report(variable.name, `expected ${variable.expected}, got ${seen}; ${consequence}`);
    return undefined;
  }

  #text(name: string): string {
    return this.#env[name]?.trim() ?? '';
  }
}
