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

  /** The value of the first that is set, or the fallback of the last; that also where the value is not understood. */
  read<T>(first: Variable<T>, second: Variable<T> = first): T {
    const variable = this.#text(first.name) === '' ? second : first;
    const text = this.#text(variable.name);
    if (text === '') return variable.fallback;
    const value = variable.parse(text);
    if (value !== undefined) return value;
    const seen = variable.show?.(text) ?? JSON.stringify(text.slice(0, LONGEST_SHOWN));
    this.report(variable.name, `expected ${variable.expected}, got ${seen}; it is ignored`);
    return variable.fallback;
  }

  report(variable: string, message: string): void {
    this.#problems.set(`${variable} ${message}`, { variable, message });
  }

  #text(name: string): string {
    return this.#env[name]?.trim() ?? '';
  }
}
