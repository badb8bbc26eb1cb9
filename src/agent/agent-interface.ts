/** What the preload and the API ask of the agent, which they load only when it is needed. */
import type { Code } from '../compiled/load-code.js';
import type { GivenOptions } from '../config/given-options.js';
import type { SettingOptions } from '../config/settings.js';
import type { Adopt, ClassOrigin, Connection, McpWatchEvent, QuotaInfo } from '../model.js';
import type { PreloadOutcome } from '../run/facts.js';
import type { StdoutGuard } from './stdout/stdout-guard.js';

/** Options of `instrument()`: the settings, and what can only be given in code. */
export interface McpWatchOptions extends SettingOptions {
  /** Called when the quota's status has become `warning`, `exceeded` or `hard_limit`, and again after a reset. */
  readonly onQuotaWarning?: ((info: QuotaInfo) => unknown) | undefined;
}

export interface Agent {
  readonly adopt: Adopt;
  /** Takes an error that the SDK has caught in the handler of the current call. Never throws. */
  readonly failed: (error: unknown) => void;
  /** Whether a server has connected in this process. */
  isWatching(): boolean;
  /** Watches `server`, connected or not. Options count until the first server connects. Never throws. */
  instrument(server: object, options: McpWatchOptions): void;
  /** Resolves to true when everything that was captured is delivered, to false after `timeoutMs`. */
  flush(timeoutMs: number): Promise<boolean>;
  /** The same, and nothing is captured from then on. */
  shutdown(timeoutMs: number): Promise<boolean>;
  /** A worker thread that watched a server has ended. Never throws. */
  threadEnded(counters: Int32Array): void;
}

/** What the preload has for the agent. */
export interface FromPreload {
  /** Only in processes that `mcpwatch doctor` has started. */
  readonly examination?: Examination | undefined;
  /** Only with MCPWATCH_STDOUT. */
  readonly stdoutGuard?: StdoutGuard | undefined;
  /** Of preload.cjs and agent.cjs. */
  readonly codes?: readonly Code[];
  /** Whether this process has started its own program in a child process: a cluster, or a program that restarts itself. */
  readonly hasStartedItself?: () => boolean;
}

/** Tells `mcpwatch doctor`, which has started this process, what happens in it. No method throws. */
export interface Examination {
  preloaded(outcome: PreloadOutcome, why: string): void;
  /** A hook has found `name`, a class or function of the SDK. */
  found(origin: ClassOrigin, name: string): void;
  /** The first server has connected. */
  connected(connection: Connection, options: GivenOptions, hookProblems: readonly string[]): void;
  /** Takes an event that would have been sent. */
  emitted(event: McpWatchEvent): void;
}
