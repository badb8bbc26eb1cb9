/**
 * An endpoint that takes requests and does not answer. At an exit where everything waits on disk, it is not given the whole
 * time again that it has had already, in this process or in one before (#14).
 */
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startIdleTimer, stopTimer, wallMs } from '../../real-time.js';
import type { SpoolSetup } from '../link.js';
import type { Destination, Outcome } from '../ship/destination.js';

/** What any endpoint gets; a healthy one on the same continent answers within it. */
const SHORTEST_WAIT_MS = 250;
/** For this long, other processes are told. */
const NOTED_MS = 10 * 60_000;

export interface SilenceOptions {
  /** A request that has no answer after this time makes the endpoint silent. */
  readonly afterMs: number;
  readonly spool: SpoolSetup | undefined;
}

export class Silence {
  readonly #afterMs: number;
  /** A file in the spool folder that tells other processes of the same recipient. */
  readonly #note: string | undefined;
  #isSilent: boolean;
  #hasAnswered = false;
  #onSilence = () => {};

  constructor({ afterMs, spool }: SilenceOptions) {
    this.#afterMs = afterMs;
    this.#note = spool === undefined ? undefined : join(spool.dir, `${spool.recipient.id}.silent`);
    this.#isSilent = this.#note !== undefined && isRecent(this.#note);
  }

  /** `destination`, with its answers noted. */
  watch(destination: Destination): Destination {
    const { prepare } = destination;
    return {
      ...(prepare === undefined ? {} : { prepare: (lines) => prepare.call(destination, lines) }),
      send: async (lines, isLast) => this.#noteOutcome(await this.#timed(destination.send(lines, isLast))),
      flush: (hasAdopted) => this.#timed(destination.flush?.(hasAdopted) ?? Promise.resolve()),
      close: () => destination.close(),
    };
  }

  /** Resolves when the endpoint is silent, and has been given a short time nevertheless. */
  async found(): Promise<void> {
    await new Promise<void>((resolve) => startIdleTimer(resolve, SHORTEST_WAIT_MS));
    if (this.#isSilent) return;
    await new Promise<void>((resolve) => {
      this.#onSilence = resolve;
    });
  }

  async #timed<T>(request: Promise<T>): Promise<T> {
    const timer = startIdleTimer(() => this.#becomeSilent(), this.#afterMs);
    const result = await request;
    stopTimer(timer);
    return result;
  }

  #becomeSilent(): void {
    this.#isSilent = true;
    this.#hasAnswered = false;
    this.#onSilence();
    quietly(() => {
      if (this.#note !== undefined) writeFileSync(this.#note, '', { mode: 0o600 });
    });
  }

  #noteOutcome(outcome: Outcome): Outcome {
    if (outcome.status === 'retryable' || this.#hasAnswered) return outcome;
    this.#isSilent = false;
    this.#hasAnswered = true;
    quietly(() => {
      if (this.#note !== undefined) rmSync(this.#note, { force: true });
    });
    return outcome;
  }
}

function isRecent(path: string): boolean {
  try {
    return Math.abs(wallMs() - statSync(path).mtimeMs) < NOTED_MS;
  } catch {
    return false;
  }
}

/** Without the note the next exit waits for longer, and that is all. */
function quietly(step: () => void): void {
  try {
    step();
  } catch {}
}
