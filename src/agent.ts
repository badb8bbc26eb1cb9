/**
 * The one file that wires the main thread: doors hand classes to the patch, connections go to capture, events through
 * the pipeline, lines to delivery. Loaded with the first class of the MCP SDK; settings are read, and everything
 * behind the patch is made, at the first `connect`.
 */
import { createCapture } from './capture/capture.js';
import type { Adopt, McpWatchEvent } from './model.js';
import { createPatcher } from './patch/patcher.js';

export interface Agent {
  readonly adopt: Adopt;
}

export function createAgent(problems: readonly string[]): Agent {
  void problems;
  const emit = (event: McpWatchEvent) => process.stderr.write(`${JSON.stringify(event)}\n`);
  const capture = createCapture({ emit });
  process.once('exit', () => capture.finish());
  return createPatcher({ observe: (connection) => capture.observe(connection), onFault: (error) => console.error(error) });
}
