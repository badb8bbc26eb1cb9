/**
 * An endpoint that takes requests and does not answer. At an exit where everything waits on disk, it is not given the whole
 * time again that it has had already, in this process or in one before (#14). Events and what a flush sends besides them,
 * which are the metrics, may go to different receivers: one that is silent says nothing of the other (#12).
 */
import { join } from 'node:path';
import { startIdleTimer, stopTimer } from '../../real-time.js';
import type { SpoolSetup } from '../link.js';
import type { Destination, Outcome } from '../ship/destination.js';
import { SilenceNote } from './silence-note.js';

/** What any endpoint gets; a healthy one on the same continent answers within it. */
const SHORTEST_WAIT_MS = 250;

export interface SilenceOptions {
  /** A request that has no answer after this time makes the endpoint silent. */
  readonly afterMs: number;
  readonly spool: SpoolSetup | undefined;
}

/** What is not answered. */
export type Unanswered = 'events' | 'metrics';

export class Silence {
  readonly #afterMs: number;
  readonly #notes: Readonly<Record<Unanswered, SilenceNote>>;
  #hasAnswered = false;
  /** An exit waits. */
  #isAwaited = false;
  #onSilence: (what: Unanswered) => void = () => {};

  constructor({ afterMs, spool }: SilenceOptions) {
    const noteIn = (name: string) =>
      new SilenceNote(spool === undefined ? undefined : join(spool.dir, `${spool.recipient.id}.${name}`));
    this.#afterMs = afterMs;
    this.#notes = { events: noteIn('silent'), metrics: noteIn('metrics.silent') };
  }

  /** `destination`, with its answers noted. */
  watch(destination: Destination): Destination {
    const { prepare } = destination;
    return {
      ...(prepare === undefined ? {} : { prepare: (lines) => prepare.call(destination, lines) }),
      send: (lines, isLast) => this.#send(destination.send(lines, isLast)),
      flush: (hasAdopted) => this.#flush(destination.flush?.(hasAdopted)),
      close: () => destination.close(),
    };
  }

  /** Resolves when something is silent, and has been given a short time nevertheless; with what it is. */
  async found(): Promise<Unanswered> {
    this.#isAwaited = true;
    const silence = new Promise<Unanswered>((resolve) => {
      this.#onSilence = resolve;
    });
    await new Promise<void>((resolve) => startIdleTimer(resolve, SHORTEST_WAIT_MS));
    return this.#notes.events.isSet ? 'events' : silence;
  }

  async #send(request: Promise<Outcome>): Promise<Outcome> {
    const timer = startIdleTimer(() => {
      this.#hasAnswered = false;
      this.#notes.events.set();
      this.#onSilence('events');
    }, this.#afterMs);
    const outcome = await request;
    stopTimer(timer);
    if (outcome.status === 'retryable' || this.#hasAnswered) return outcome;
    this.#hasAnswered = true;
    this.#notes.events.clear();
    return outcome;
  }

  /** At an exit it begins when the events are done with: then nothing else is waited for. */
  async #flush(request: Promise<void> = Promise.resolve()): Promise<void> {
    const { metrics } = this.#notes;
    const isLast = this.#isAwaited;
    let isSilent = false;
    const timer = startIdleTimer(
      () => {
        isSilent = true;
        metrics.set();
        if (isLast) this.#onSilence('metrics');
      },
      metrics.isSet ? Math.min(SHORTEST_WAIT_MS, this.#afterMs) : this.#afterMs,
    );
    await request;
    stopTimer(timer);
    if (!isSilent && metrics.isSet) metrics.clear();
  }
}
