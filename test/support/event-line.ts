/** Lines as delivery gets them: made by the real pipeline. */
import { createPipeline } from '../../src/agent/pipeline/pipeline.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { createLedger } from '../../src/ledger.js';
import type { McpWatchEvent } from '../../src/model.js';
import { eventOf } from './event.js';

const { settings } = parseConfig({});

/** One event as a line with its line break. */
export function lineOf(event: Partial<McpWatchEvent> = {}): Buffer {
  let written = Buffer.alloc(0);
  const append = (line: Buffer) => {
    // The pipeline reuses its buffer.
    written = Buffer.from(line);
  };
  createPipeline({ settings, ledger: createLedger(), append }).emit(eventOf(event));
  return written;
}
