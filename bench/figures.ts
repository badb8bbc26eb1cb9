/** The figures that a benchmark hands to `npm run bench`, beside the text that it prints for a reader. */
import { appendFileSync } from 'node:fs';
import type { Unit } from './spread.ts';

export interface Figure {
  /** What was measured, in the words of the table. */
  readonly name: string;
  readonly unit: Unit;
  /** One for each run: a ratio to the run without mcpwatch beside it, or a difference from it. */
  readonly samples: readonly number[];
  /** The largest value that the project allows itself. */
  readonly target?: number;
  /** Its name in README's table; without one it is not there. */
  readonly short?: string;
  /** Whether the machine was too busy for it, whatever the samples say. */
  readonly isUnclear?: boolean;
}

/** The name of the environment variable with the file that `npm run bench` reads afterwards. */
export const FIGURES_FILE = 'MCPWATCH_BENCH_FIGURES';

/** Without the variable, for a benchmark that was started by itself, this does nothing. */
export function publish(figures: readonly Figure[]): void {
  const file = process.env[FIGURES_FILE];
  if (file === undefined) return;
  appendFileSync(file, figures.map((figure) => `${JSON.stringify(figure)}\n`).join(''));
}

/** The figures in such a file. */
export function figuresIn(text: string): readonly Figure[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Figure => JSON.parse(line));
}
