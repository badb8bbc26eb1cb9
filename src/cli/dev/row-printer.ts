/** Prints each event as one line on stdout: readable, or its JSON. */
import { toEventRow } from '../../analysis/rows/row.js';
import type { StoredRow } from '../../collector/store/event-store.js';
import { eventLine, lineStyle } from '../../collector/terminal/terminal-line.js';
import { printableJson } from '../../collector/terminal/terminal-text.js';
import type { CommandIo } from '../command.js';

export class RowPrinter {
  readonly #io: CommandIo;
  readonly #json: boolean;
  printed = 0;

  constructor(io: CommandIo, json: boolean) {
    this.#io = io;
    this.#json = json;
  }

  /** A row without text has only changed: its event was printed before. */
  print({ row, text }: StoredRow): void {
    if (text === undefined) return;
    this.printed += 1;
    const { stdout, env } = this.#io;
    // What belongs to a call, such as a request to its client.
    const shown = row.nested ? { ...row, event_name: `↳ ${row.event_name}` } : row;
    stdout.write(`${this.#json ? printableJson(text) : eventLine(toEventRow(shown), lineStyle(stdout, env))}\n`);
  }
}
