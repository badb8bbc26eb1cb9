/**
 * The metrics of every server that events are counted for, within one budget. What a server too many would count is counted
 * for a server named `_OTHER` of this process: a host may make up names, and many processes may have died.
 */
import type { Resources, Source } from '../resource/resources.js';
import { newBudget, RESERVED_SERIES } from './budget.js';
import { ProcessMetrics, type ProcessMetricsOptions } from './process-metrics.js';
import { absorbedBy, absorbedId, type StreamState } from './snapshot.js';

/** Each has a resource, which costs the receiver more than a series does. */
const MOST_SERVERS = 100;

export interface ServersOptions extends Omit<ProcessMetricsOptions, 'budget'> {
  readonly resources: Resources;
  /** When this process started, microseconds since 1970. */
  readonly startUs: number;
}

export class Servers {
  readonly #options: ServersOptions;
  readonly #budget = newBudget();
  /** By `Source.key`. */
  readonly #known = new Map<string, ProcessMetrics>();
  #other: ProcessMetrics | undefined;
  /** Ids of states that are part of others, and may come again. */
  readonly #absorbed = new Set<string>();

  constructor(options: ServersOptions) {
    this.#options = options;
    this.#budget.series.take(RESERVED_SERIES);
  }

  get all(): readonly ProcessMetrics[] {
    return [...this.#known.values(), ...(this.#other === undefined ? [] : [this.#other])];
  }

  /** The first of this process, which also says what the process has lost. */
  get own(): ProcessMetrics | undefined {
    return [...this.#known.values()].find(({ source }) => source.isOwn);
  }

  of(source: Source): ProcessMetrics {
    return this.#find(source) ?? this.#others();
  }

  /** Goes on from `state`, which another thread or process has left. */
  restore(state: StreamState): void {
    // Whoever absorbed it died before it could say so.
    if (this.#absorbed.delete(absorbedId(state))) return;
    for (const id of absorbedBy(state)) this.#absorbed.add(id);
    const found = this.#find(this.#options.resources.restore(state.key, state.resource));
    if (found === undefined) this.#others().absorb(state);
    else found.restore(state);
  }

  /** Whether there are processes that are gone; of some of them, events may still come. */
  get hasEnded(): boolean {
    return [...this.#known.values()].some(({ source }) => !source.isOwn);
  }

  #find(source: Source): ProcessMetrics | undefined {
    const known = this.#known.get(source.key);
    if (known !== undefined) return known;
    // An earlier thread of this process has left it.
    if (source.key === this.#otherSource.key) return this.#others();
    if (!this.#takeRoom()) return undefined;
    const metrics = this.#create(source);
    this.#known.set(source.key, metrics);
    return metrics;
  }

  #takeRoom(): boolean {
    const isFree = () => this.#known.size < MOST_SERVERS && this.#budget.series.take(RESERVED_SERIES);
    if (isFree()) return true;
    this.#forgetEnded();
    return isFree();
  }

  /** Processes that are gone and whose last point has arrived. Not before there is need: more events of theirs may come. */
  #forgetEnded(): void {
    for (const [key, metrics] of this.#known) {
      if (metrics.source.isOwn || metrics.isChanged) continue;
      this.#known.delete(key);
      metrics.release();
      this.#budget.series.giveBack(RESERVED_SERIES);
    }
  }

  #others(): ProcessMetrics {
    this.#other ??= this.#create(this.#otherSource);
    return this.#other;
  }

  get #otherSource(): Source {
    return this.#options.resources.other(this.#options.scope);
  }

  #create(source: Source): ProcessMetrics {
    const { startUs, ...options } = this.#options;
    return new ProcessMetrics({ ...options, budget: this.#budget }, source, source.isOwn ? startUs : undefined);
  }
}
