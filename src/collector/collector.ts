/** The local endpoint: receives events as the cloud does, stores them, and serves the page and its API on loopback. */
import type { Child, Setup } from '../analysis/state/collector-state.js';
import { readState, type StateSources } from './api/state.js';
import { Access } from './http/access.js';
import { Refusal } from './http/answer.js';
import { ByteBudget } from './http/byte-budget.js';
import { refusal } from './http/guard.js';
import { type Listening, listen } from './http/listening.js';
import { PageFiles } from './http/page-files.js';
import { type Handler, listener } from './http/router.js';
import { Intake } from './intake.js';
import { LiveHub } from './live/live-hub.js';
import { StateFeed } from './live/state-feed.js';
import { Metrics } from './metrics/metrics.js';
import { receiveTraces } from './otlp/receive-traces.js';
import { parseLines } from './receive/parse-batch.js';
import { receiveEvents } from './receive/receive-events.js';
import { RECEIVE_LIMITS } from './receive/receive-limits.js';
import { type Simulation, simulated } from './receive/simulate.js';
import { httpRoutes, socketRoutes } from './routes.js';
import type { EventStore, Notice, StoredRow } from './store/event-store.js';

export interface CollectorOptions {
  readonly store: EventStore;
  /** What reading needs: in a cookie, or as a bearer token. */
  readonly token: string;
  /** Folder with the page's files. */
  readonly pageFolder: string;
  readonly setup: Omit<Setup, 'endpoint' | 'platform' | 'env'>;
  readonly simulation?: Simulation | undefined;
  readonly maxBodyBytes?: number;
  /** Called for each row that is new or has changed, in the order of `seq`. */
  readonly onRow?: (stored: StoredRow) => void;
  /** Called once when events cannot be stored, as on a full disk, and once when they can be again. */
  readonly onTrouble?: (message: string) => void;
}

export class Collector {
  readonly #store: EventStore;
  readonly #intake: Intake;
  readonly #state: StateFeed;
  readonly #receive: Handler;
  readonly #httpListener;
  readonly #open: Listening[] = [];
  readonly #notices: Notice[] = [];
  #address = '';
  #child: Child | null = null;
  #serverEnv: Setup['env'] = {};

  constructor(options: CollectorOptions) {
    const { store, simulation } = options;
    const metrics = new Metrics();
    const hub = new LiveHub(store.lastSeq);
    const sources = this.#sources(options);
    const state = new StateFeed(() => readState(sources));
    const { onRow = () => {}, onTrouble = () => {} } = options;
    const intake = new Intake({ store, hub, state, metrics, onRow, onTrouble });
    const budget = new ByteBudget(RECEIVE_LIMITS.totalBytes);
    const receive = receiveEvents({
      budget,
      maxBodyBytes: options.maxBodyBytes ?? RECEIVE_LIMITS.bodyBytes,
      store: async (events) => {
        await intake.insert(events);
      },
      onFaults: (faults) => intake.reject(faults),
    });
    this.#store = store;
    this.#state = state;
    this.#intake = intake;
    this.#receive = simulation === undefined ? receive : simulated(simulation, receive);
    const access = new Access(options.token);
    const page = new PageFiles(options.pageFolder);
    const receiveSpans = receiveTraces({
      budget,
      store: async (events) => {
        await intake.insert(events);
      },
      onFaults: (faults) => intake.reject(faults),
      onIgnored: (count) => metrics.ignored(count),
    });
    const routes = {
      receiveTraces: receiveSpans,
      receive: this.#receive,
      access,
      store,
      sources,
      intake,
      budget,
      hub,
      state,
      metrics,
      page,
    };
    this.#httpListener = listener(httpRoutes(routes), refusal);
  }

  /** Resolves with the address. Rejects with the listen error, such as `EADDRINUSE`. Port 0: any free port. */
  async listen(port: number): Promise<string> {
    const listening = await listen(this.#httpListener, { port });
    this.#open.push(listening);
    this.#address = listening.address;
    return listening.address;
  }

  /** Receives events through a socket file too: only the owner of its folder can connect. */
  async listenOnSocket(path: string): Promise<void> {
    this.#open.push(
      await listen(
        listener(socketRoutes(this.#receive), () => undefined),
        { path },
      ),
    );
  }

  /**
   * Takes events that did not arrive over HTTP, as JSON texts. Resolves when they are committed, or with `false` when they
   * cannot be, which has been said.
   */
  async take(lines: readonly Buffer[]): Promise<boolean> {
    const { events, faults } = parseLines(lines);
    try {
      await this.#intake.insert(events);
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
    if (faults.length > 0) this.#intake.reject(faults);
    return true;
  }

  setChild(child: Child): void {
    this.#child = child;
    this.#state.changed();
  }

  /** What servers that others start need in their environment to find this collector. */
  setServerEnv(env: Setup['env']): void {
    this.#serverEnv = env;
    this.#state.changed();
  }

  notice(notice: Notice): void {
    this.#notices.push(notice);
    this.#state.changed();
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((listening) => listening.close()));
    this.#intake.close();
    await this.#store.close();
  }

  #sources({ store, setup, simulation }: CollectorOptions): StateSources {
    return {
      store,
      setup,
      simulate: simulation === undefined ? null : simulationText(simulation),
      address: () => this.#address,
      child: () => this.#child,
      serverEnv: () => this.#serverEnv,
      notices: () => [this.#intake.trouble ?? [], this.#notices].flat(),
      rejected: () => this.#intake.rejected,
    };
  }
}

function simulationText(simulation: Simulation): string {
  return simulation.kind === 'quota' ? `quota=${simulation.limit}` : simulation.kind;
}
