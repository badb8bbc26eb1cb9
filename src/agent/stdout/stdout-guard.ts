/**
 * The guard of stdout (MCPWATCH_STDOUT). It begins at preload, because the commonest mistake is a greeting before the
 * server connects. Loaded only when it is asked for (dist/stdout-guard.cjs): otherwise no function is replaced.
 */
import { fstatSync } from 'node:fs';
import type { StdoutMode } from '../../config/settings.js';
import { isMainThread } from '../../threads.js';
import { GuardedStdout } from './guarded-stdout.js';
import { type OnPrint, PrintLog } from './print-log.js';

export interface StdoutGuard {
  /** Whether stdout lets itself be guarded. */
  readonly isInstalled: boolean;
  /** A server class of the MCP SDK was loaded. */
  serverFound(): void;
  /** A server talks over stdout: what was printed is reported, and what will be. */
  begin(mode: StdoutMode, onPrint: OnPrint): void;
  /** stdout is not a protocol, at least for now: everything passes, and nothing is kept. */
  stop(): void;
  /** The process ends. */
  finish(): void;
}

type State =
  /** Nobody knows yet what stdout is. */
  | { readonly kind: 'waiting'; readonly mode: StdoutMode; isServerFound: boolean }
  | { readonly kind: 'guarding'; readonly mode: StdoutMode }
  | { readonly kind: 'stopped' };

/** Never throws. */
export function createStdoutGuard(mode: StdoutMode): StdoutGuard {
  const log = new PrintLog();
  let state: State = { kind: 'waiting', mode, isServerFound: false };
  const guarded = openStdout(log, () => isDiverted(state));
  return {
    isInstalled: guarded?.isReplaced === true,
    serverFound() {
      if (state.kind === 'waiting') state.isServerFound = true;
    },
    begin(chosen, onPrint) {
      state = { kind: 'guarding', mode: chosen };
      log.begin(onPrint);
    },
    stop() {
      state = { kind: 'stopped' };
      log.stop();
    },
    finish() {
      guarded?.finish();
      log.finish();
    },
  };
}

function openStdout(log: PrintLog, isDiverting: () => boolean): GuardedStdout | undefined {
  try {
    return new GuardedStdout(process.stdout, log, isDiverting);
  } catch {
    // Node has no stream for this file descriptor.
    return undefined;
  }
}

function isDiverted(state: State): boolean {
  if (state.kind === 'stopped' || state.mode !== 'divert') return false;
  return state.kind === 'guarding' || (state.isServerFound && isProbablyStdioServer());
}

/**
 * Before the server connects: a program that has loaded a server of the MCP SDK, has pipes as its stdin and stdout, as a
 * client gives them, and listens on no port.
 */
function isProbablyStdioServer(): boolean {
  return isMainThread && isPipe(0) && isPipe(1) && !process.getActiveResourcesInfo().includes('TCPServerWrap');
}

function isPipe(descriptor: number): boolean {
  try {
    const file = fstatSync(descriptor);
    return file.isFIFO() || file.isSocket();
  } catch {
    return false;
  }
}
