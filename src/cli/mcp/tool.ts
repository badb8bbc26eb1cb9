/** What a tool of `mcpwatch mcp` is: a question to the events, and the shape of its answer. */
import type { EventSource } from '../source/event-source.js';
import type { Schema } from './json-schema.js';

export interface EventTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Schema;
  readonly output: Schema;
  /** `args` have the shape of `input`. Resolves with an object of the shape of `output`; rejects with what to say instead. */
  run(source: EventSource, args: Arguments): Promise<Readonly<Record<string, unknown>>>;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** The question cannot be answered: the message says why. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export const textOf = (args: Arguments, name: string): string => {
  const { [name]: value } = args;
  return typeof value === 'string' ? value : '';
};

export const numberOf = (args: Arguments, name: string, fallback: number): number => {
  const { [name]: value } = args;
  return typeof value === 'number' ? value : fallback;
};

/** The parameters of a list: a cursor only where there is one. */
export function listParameters(args: Arguments, fallback: number): Readonly<Record<string, string>> {
  const cursor = textOf(args, 'cursor');
  return {
    filter: textOf(args, 'filter'),
    limit: String(numberOf(args, 'limit', fallback)),
    ...(cursor === '' ? {} : { cursor }),
  };
}
