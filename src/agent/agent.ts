/**
 * The observer of this process: hooks hand it the classes of the MCP SDK, and it watches their servers. Loaded with the
 * first class; everything behind the patch is created when the first server connects.
 */

import { type GivenOptions, takeOptions } from '../config/given-options.js';
import { OPTIONS, parseConfig } from '../config/parse-config.js';
import { parseSwitch } from '../config/switch-word.js';
import { Deliveries } from '../delivery/main/deliveries.js';
import { Delivery } from '../delivery/main/delivery.js';
import { leftBehind } from '../delivery/main/left-behind.js';
import { createOtlpDelivery } from '../delivery/main/otlp-delivery.js';
import { takenBy, targetOf } from '../delivery/target.js';
import { createDiagnostics } from '../diagnostics.js';
import { inEmptyContext } from '../empty-context.js';
import { environment } from '../environment.js';
import { errorText } from '../error-text.js';
import { createLedger } from '../ledger.js';
import type { Adopt, Connection, ConnectionObserver } from '../model.js';
import { isObject } from '../sdk-object.js';
import { writeStderr } from '../stderr.js';
import type { Agent, FromPreload, McpWatchOptions } from './agent-interface.js';
import { instanceName } from './capture/ids.js';
import { detectTransportType } from './capture/transport-type.js';
import { createPatcher } from './patch/patcher.js';
import { currentState } from './process-state.js';
import { reportUnconnected } from './report-unconnected.js';
import { UnconnectedServers } from './unconnected-servers.js';
import { Watch } from './watch.js';
import { noteWatching } from './watching-threads.js';

export { MCPWatchClient } from './client.js';
export { detectTransportType };

/** `hookProblems`: what the hooks could not do; reported when the first server connects. */
export function createAgent(hookProblems: readonly string[], fromPreload: FromPreload = {}): Agent {
  return new ProcessAgent(hookProblems, fromPreload);
}

type State =
  | { readonly kind: 'idle'; readonly options: GivenOptions }
  | { readonly kind: 'watching'; readonly watch: Watch }
  | { readonly kind: 'shut down'; readonly watch: Watch | undefined; readonly isDelivered: Promise<boolean> };

class ProcessAgent implements Agent {
  #state: State = { kind: 'idle', options: {} };
  #hasFailed = false;
  readonly #hookProblems: readonly string[];
  readonly #fromPreload: FromPreload;
  readonly #patcher: ReturnType<typeof createPatcher>;
  readonly #unconnected: UnconnectedServers;
  /** Delivers what threads have left, when this thread watches nothing. */
  #heir: Deliveries | undefined;
  readonly adopt: Adopt;
  readonly failed: (error: unknown) => void;

  constructor(hookProblems: readonly string[], fromPreload: FromPreload) {
    this.#hookProblems = hookProblems;
    this.#fromPreload = fromPreload;
    this.#unconnected = new UnconnectedServers({
      wantsSources: () => this.#wantsSources(),
      hasStartedItself: () => fromPreload.hasStartedItself?.() === true,
      onEnd: (servers, death) => reportUnconnected(servers, death, this.#options),
    });
    // Doctor asks its own questions.
    if (fromPreload.examination !== undefined) this.#unconnected.stop();
    this.#patcher = createPatcher({
      observe: (connection) => this.#observe(connection),
      onFault: (error) => this.#onFault(error),
      wantsSources: () => this.#wantsSources(),
      onCreated: (server) => this.#unconnected.created(server),
    });
    this.adopt = this.#patcher.adopt;
    this.failed = (error) => this.#patcher.failed(error);
  }

  isWatching(): boolean {
    return this.#state.kind !== 'idle';
  }

  instrument(server: object, options: McpWatchOptions): void {
    const given = takeOptions(options, OPTIONS);
    if (this.#state.kind === 'idle') this.#state = { kind: 'idle', options: { ...this.#state.options, ...given } };
    else this.#state.watch?.reportLateOptions(Object.keys(given));
    if (!this.#attach(server)) {
      this.#report('instrument() expected an McpServer or Server from the MCP SDK; nothing is watched there');
    }
  }

  async flush(timeoutMs: number): Promise<boolean> {
    return (await this.#watch?.flush(timeoutMs)) ?? true;
  }

  shutdown(timeoutMs: number): Promise<boolean> {
    if (this.#state.kind !== 'shut down') {
      const watch = this.#watch;
      this.#unconnected.stop();
      const isDelivered = watch?.shutdown(timeoutMs) ?? Promise.resolve(true);
      this.#state = { kind: 'shut down', watch, isDelivered };
    }
    return this.#state.isDelivered;
  }

  threadEnded(counters: Int32Array): void {
    const { lost, isSomething } = leftBehind(counters);
    if (lost > 0)
      this.#report(`${lost} events of a worker thread are lost: it ended before they were sent from its memory`);
    if (!isSomething) return;
    if (this.#watch !== undefined) this.#watch.adopt();
    else inEmptyContext(() => this.#adoptForThreads());
  }

  #wantsSources(): boolean {
    return parseSwitch(String(this.#options['sources'] ?? environment()['MCPWATCH_SOURCES'] ?? '')) === true;
  }

  /** While they still count. */
  get #options(): GivenOptions {
    return this.#state.kind === 'idle' ? this.#state.options : {};
  }

  /** The main thread watches nothing itself. */
  #adoptForThreads(): void {
    if (this.#heir === undefined) {
      const { settings } = parseConfig(environment(), {});
      const diagnostics = createDiagnostics(settings.log);
      const ledger = createLedger();
      const delivery = new Delivery({ settings, diagnostics, ledger });
      const main = { delivery, ledger, taken: takenBy(targetOf(settings)) };
      this.#heir = new Deliveries(main, createOtlpDelivery(settings, diagnostics, instanceName()));
    }
    this.#heir.adopt();
  }

  #attach(server: unknown): boolean {
    try {
      return isObject(server) && this.#patcher.attach(server);
    } catch (error) {
      this.#onFault(error);
      return true;
    }
  }

  get #watch(): Watch | undefined {
    return this.#state.kind === 'idle' ? undefined : this.#state.watch;
  }

  #observe(connection: Connection): ConnectionObserver | undefined {
    if (this.#state.kind === 'shut down') return undefined;
    if (this.#state.kind === 'idle') {
      const { options } = this.#state;
      this.#unconnected.stop();
      const watch = inEmptyContext(() => new Watch(connection, options, this.#hookProblems, this.#fromPreload));
      this.#state = { kind: 'watching', watch };
      noteWatching();
      currentState()?.onWatching?.();
    }
    return this.#state.watch.observe(connection);
  }

  #onFault(error: unknown): void {
    try {
      if (this.#watch === undefined) this.#report(`a server cannot be watched: ${errorText(error)}`);
      else this.#watch.onFault(error);
    } catch {
      // What reads the settings and cleans a line fails as well: a host has broken built-ins (#9 B11).
      if (!this.#hasFailed) writeStderr('mcpwatch: nothing can be watched: built-in functions it needs throw errors\n');
      this.#hasFailed = true;
    }
  }

  /** Before the first server connects, each report reads the settings again. */
  #report(text: string): void {
    if (this.#state.kind === 'idle') {
      createDiagnostics(parseConfig(environment(), this.#state.options).settings.log).error(text);
    } else {
      this.#state.watch?.error(text);
    }
  }
}
