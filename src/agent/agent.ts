/**
 * The one file that wires the main thread: doors hand classes to the patch, connections go to capture, events through
 * the pipeline, lines to delivery. Loaded with the first class of the MCP SDK; settings are read, and everything
 * behind the patch is made, at the first `connect`.
 */

import { parseConfig, type SettingOptions, type Settings } from '../config.js';
import { Delivery } from '../delivery/main/delivery.js';
import { createDiagnostics, createLedger, type Diagnostics } from '../diagnostics.js';
import type { Adopt, Connection, McpWatchEvent, QuotaInfo } from '../model.js';
import { isObject } from '../sdk-object.js';
import { type Capture, createCapture } from './capture/capture.js';
import { detectTransportType, transportTypeOf } from './capture/transport-type.js';
import { installExit } from './exit.js';
import { describeSdk } from './hooks/sdk-package.js';
import { createPatcher } from './patch/patcher.js';
import { createPipeline } from './pipeline/pipeline.js';
import { noteWatching } from './watching-threads.js';

export { MCPWatchClient } from './client.js';
export { detectTransportType };

export interface AgentOptions extends SettingOptions {
  /** Called when the quota's status has become `warning`, `exceeded` or `hard_limit`, and again after a reset. */
  readonly onQuotaWarning?: ((info: QuotaInfo) => unknown) | undefined;
}

/** The observer of this process. */
export interface Agent {
  readonly adopt: Adopt;
  /** Whether a server has connected in this process. */
  isWatching(): boolean;
  /** Watches `server`, whether it is connected already or not; options count until the first server connects. */
  instrument(server: object, options: AgentOptions): void;
  /** Resolves to true when all that was captured is delivered; at the latest after `timeoutMs`. */
  flush(timeoutMs: number): Promise<boolean>;
  /** The same, and nothing is captured any more. */
  shutdown(timeoutMs: number): Promise<boolean>;
}

/** `hookProblems`: what the doors could not do, to be told with the first server. */
export function createAgent(hookProblems: readonly string[]): Agent {
  let options: AgentOptions = {};
  let state: 'idle' | 'watching' | 'shut down' = 'idle';
  let watching: Watching | undefined;
  let shuttingDown: Promise<boolean> | undefined;

  const patcher = createPatcher({
    observe(connection) {
      if (state === 'shut down') return undefined;
      watching ??= startWatching(connection, options, hookProblems, () => state === 'shut down');
      if (state === 'idle') noteWatching();
      state = 'watching';
      return watching.capture?.observe(connection);
    },
    onFault(error) {
      if (watching === undefined) sayEarlyFault(error, options);
      else watching.onFault(error);
    },
  });

  async function shutdown(timeoutMs: number): Promise<boolean> {
    watching?.capture?.finish();
    state = 'shut down';
    const isDelivered = (await watching?.delivery.flush(timeoutMs)) ?? true;
    await watching?.delivery.close();
    return isDelivered;
  }

  return {
    adopt: patcher.adopt,
    isWatching: () => state !== 'idle',
    instrument(server, given) {
      if (state === 'idle') options = { ...options, ...given };
      else watching?.tellLateOptions(given);
      if (!isObject(server) || !patcher.attach(server)) sayNoServer(options);
    },
    flush: async (timeoutMs) => (await watching?.delivery.flush(timeoutMs)) ?? true,
    shutdown: (timeoutMs) => {
      shuttingDown ??= shutdown(timeoutMs);
      return shuttingDown;
    },
  };
}

interface Watching {
  /** `undefined` when the settings say `disabled`. */
  readonly capture: Capture | undefined;
  readonly delivery: Delivery;
  onFault(error: unknown): void;
  tellLateOptions(options: AgentOptions): void;
}

function startWatching(
  connection: Connection,
  options: AgentOptions,
  hookProblems: readonly string[],
  isShutDown: () => boolean,
): Watching {
  const { settings, problems } = parseConfig(process.env, options);
  const diagnostics = createDiagnostics(settings.log);
  for (const { variable, message } of problems) diagnostics.error(`${variable}: ${message}`);
  for (const problem of hookProblems) diagnostics.error(problem);

  const ledger = createLedger();
  const delivery = new Delivery({ settings, diagnostics, ledger });
  const pipeline = createPipeline({ settings, ledger, append: (line) => delivery.append(line) });
  const emit = (event: McpWatchEvent) => {
    if (!isShutDown()) pipeline.emit(event);
  };
  const capture = settings.disabled ? undefined : createCapture({ ...pipeline, emit });
  if (options.onQuotaWarning !== undefined) listenToQuota(delivery, options.onQuotaWarning);
  if (capture !== undefined) {
    installExit({
      finish: () => capture.finish(),
      flush: (onLongWait) => {
        delivery.flushSync(settings.shutdownTimeoutMs, onLongWait);
      },
    });
    sayWhatIsWatched(connection, settings, diagnostics);
  }
  return {
    capture,
    delivery,
    onFault(error) {
      ledger.captured();
      ledger.drop('capture_error', 1);
      diagnostics.once('capture_error', `an event could not be captured: ${String(error)}`);
    },
    tellLateOptions(late) {
      const names = Object.keys(late);
      if (names.length === 0) return;
      const text = `instrument(): ${names.join(', ')} came after the first server had connected, and changes nothing`;
      diagnostics.once('late_options', text);
    },
  };
}

/** Before the first server is watched there is no voice but this one. */
function earlyDiagnostics(options: AgentOptions): Diagnostics {
  return createDiagnostics(parseConfig(process.env, options).settings.log);
}

function sayEarlyFault(error: unknown, options: AgentOptions): void {
  earlyDiagnostics(options).error(`a server cannot be watched: ${String(error)}`);
}

function sayNoServer(options: AgentOptions): void {
  const text = 'instrument() was given what is no McpServer or Server of the MCP SDK; it watches nothing there';
  earlyDiagnostics(options).error(text);
}

/** Good news is no warning. What the listener throws, or rejects with, is delivery's to contain. */
function listenToQuota(delivery: Delivery, listener: (info: QuotaInfo) => unknown): void {
  delivery.onQuotaChange((info) => (info.status === 'ok' ? undefined : listener(info)));
}

function sayWhatIsWatched(connection: Connection, settings: Settings, diagnostics: Diagnostics): void {
  const { name = 'a server', version = '' } = serverInfo(connection.server ?? {});
  const kind = connection.origin.moduleKind;
  const facts = [describeSdk(connection.origin), kind, transportTypeOf(connection)].join(', ');
  const local = settings.apiKey === undefined ? ' (no API key: they wait on this machine for `mcpwatch dev`)' : '';
  diagnostics.info(`watching ${`${name} ${version}`.trim()} (${facts}); events go to ${settings.endpoint}${local}`);
}

function serverInfo(server: object): { name?: string; version?: string } {
  return (server as { _serverInfo?: { name?: string; version?: string } })._serverInfo ?? {};
}
