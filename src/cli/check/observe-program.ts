/** Runs a command, and collects the events of every process that it starts. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SeenEvents } from '../../analysis/check/seen.js';
import { counted } from '../../analysis/counted.js';
import type { CommandIo } from '../command.js';
import { type Ending, runProgram } from '../program.js';
import { removeFolder } from '../remove-folder.js';
import { runEnvironment } from '../run-environment.js';
import { createNotesFolder, type RunSummary, takeNotes } from '../run-notes-folder.js';
import { whyNothing } from '../run-verdict.js';
import { SignalRelay } from '../signal-relay.js';
import { drainSpool } from './drain-spool.js';
import type { Observation } from './observation.js';
import { Receiver } from './receiver.js';

export async function observeProgram(
  [command, ...args]: readonly [string, ...string[]],
  io: CommandIo,
): Promise<Observation> {
  const seen = new SeenEvents();
  const receiver = new Receiver((event) => seen.add(event));
  const folders: string[] = [];
  const removeFolders = () => {
    for (const folder of folders) removeFolder(folder);
  };
  const relay = new SignalRelay(removeFolders);
  const spool = createSpool();
  if (spool === undefined) {
    relay.close();
    const why = `there is no folder for temporary files (${tmpdir()}), so the command was not run; set TMPDIR`;
    return { seen: seen.result(), unverified: [why], ending: undefined };
  }
  const notes = createNotesFolder();
  folders.push(spool, ...(notes === undefined ? [] : [notes]));
  try {
    const address = await receiver.listen();
    const ending = await runProgram(command, args, environment({ io, address, spool, notes }), relay);
    const { lost, problems, waiting } = await drainSpool(spool, (lines) => receiver.take(lines));
    const summary = notes === undefined ? undefined : takeNotes(notes);
    const result = seen.result();
    return {
      ending,
      seen: result,
      unverified: [
        ...(result.sessions === 0 ? [noSession(ending, summary)] : []),
        ...Object.entries(lost).map(
          ([reason, count]) => `${counted(count, 'event was', 'events were')} lost (${reason})`,
        ),
        ...(receiver.refused > 0 ? [`${counted(receiver.refused, 'event')} could not be read`] : []),
        ...waiting.map(
          ({ events, pid }) => `${counted(events, 'event')} of process ${pid}, which still runs, did not arrive`,
        ),
        ...problems,
      ],
    };
  } finally {
    await receiver.close();
    removeFolders();
    relay.close();
  }
}

function createSpool(): string | undefined {
  try {
    return mkdtempSync(join(tmpdir(), 'mcpwatch-check-'));
  } catch {
    return undefined;
  }
}

function noSession(ending: Ending, summary: RunSummary | undefined): string {
  const nothing = 'no session of an MCP server was seen';
  if (ending.kind === 'not-started' || summary === undefined) return nothing;
  return `${nothing}: ${summary.isWatched ? 'a server connected, and no client talked to it' : whyNothing(summary)}`;
}

interface Wiring {
  readonly io: CommandIo;
  readonly address: string;
  readonly spool: string;
  readonly notes: string | undefined;
}

/**
 * Settings of the user that would hide something from the check, or send it elsewhere: a tool without its definition looks
 * changed, and a secret that is not searched for is not found. What is recorded stays in this process.
 */
const HIDING = [
  'MCPWATCH_API_KEY',
  'MCPWATCH_MAX_PAYLOAD_BYTES',
  'MCPWATCH_OTLP',
  'MCPWATCH_PAYLOADS',
  'MCPWATCH_REDACT',
  'MCPWATCH_SAMPLE_KEEP',
  'MCPWATCH_SAMPLE_RATE',
  'MCPWATCH_SPOOL',
];

function environment({ io: { env, preloadPath }, address, spool, notes }: Wiring): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !HIDING.includes(name));
  return {
    // The command's stderr is for what the command says.
    MCPWATCH_LOG: 'error',
    MCPWATCH_SOURCES: '1',
    // Whoever is killed has delivered more, and a burst of calls loses nothing.
    MCPWATCH_FLUSH_INTERVAL: '100',
    MCPWATCH_MAX_QUEUE: '1000000',
    ...runEnvironment({ env: Object.fromEntries(kept), preloadPath, notes }),
    // `divert` watches too; `off` would hide what is printed.
    MCPWATCH_STDOUT: env['MCPWATCH_STDOUT']?.trim().toLowerCase() === 'divert' ? 'divert' : 'watch',
    MCPWATCH_ENDPOINT: address,
    MCPWATCH_SPOOL_DIR: spool,
  };
}
