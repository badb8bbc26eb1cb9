/** The command behind `mcpwatch dev --`: it runs under observation, and its events go to the collector. */
import type { CommandIo } from '../command.js';
import { type Ending, runProgram } from '../program.js';
import { runEnvironment } from '../run-environment.js';

export interface DevProgram {
  readonly command: string;
  readonly args: readonly string[];
  readonly address: string;
}

export function runUnderDev({ command, args, address }: DevProgram, io: CommandIo): Promise<Ending> {
  // With a key, only what the cloud knows would be sent.
  const { MCPWATCH_API_KEY: _, ...env } = runEnvironment({
    env: io.env,
    preloadPath: io.preloadPath,
    notes: undefined,
  });
  return runProgram(command, args, {
    ...env,
    MCPWATCH_ENDPOINT: address,
    // The page shows where each tool was registered.
    MCPWATCH_SOURCES: io.env['MCPWATCH_SOURCES'] ?? '1',
  });
}
