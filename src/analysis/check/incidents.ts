/** Groups of what went wrong, with how often, where and in which servers. */
import type { Problem } from '../problems/problem.js';
import type { Row } from '../rows/row.js';

export interface Incident extends Problem {
  readonly count: number;
  readonly server: string;
  /** A tool's name, or a method. */
  readonly name: string;
  readonly message: string;
}

const MAX_GROUPS = 1000;

export class Incidents {
  readonly #groups = new Map<string, Incident>();
  /** Groups that found no place any more. */
  overLimit = 0;

  /** `name`: the tool or method that it happened in. */
  add(
    problem: Problem,
    { server_name: server, error_message }: Pick<Row, 'server_name' | 'error_message'>,
    name: string,
  ) {
    const key = [problem.problem_id, server, name].join('\u0000');
    const known = this.#groups.get(key);
    if (known === undefined && this.#groups.size >= MAX_GROUPS) {
      this.overLimit += 1;
      return;
    }
    const first = known ?? { ...problem, server, name, message: error_message ?? problem.title, count: 0 };
    this.#groups.set(key, { ...first, count: first.count + 1 });
  }

  /** The most frequent first. */
  all(): readonly Incident[] {
    return [...this.#groups.values()].sort((a, b) => b.count - a.count || (a.title < b.title ? -1 : 1));
  }
}
