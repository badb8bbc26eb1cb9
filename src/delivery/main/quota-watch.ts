/** Tracks the quota: prints a line when its status changes, and calls the listeners. */
import type { Diagnostics } from '../../diagnostics.js';
import type { QuotaInfo } from '../../model.js';

/** May be async: neither an exception nor a rejection reaches the host. */
export type QuotaListener = (info: QuotaInfo) => unknown;

export class QuotaWatch {
  readonly #diagnostics: Diagnostics;
  readonly #listeners: QuotaListener[] = [];
  #status: QuotaInfo['status'] | undefined;

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  onChange(listener: QuotaListener): void {
    this.#listeners.push(listener);
  }

  update(info: QuotaInfo): void {
    const { status, remaining, limit } = info;
    if (status === this.#status) return;
    const isNews = this.#status !== undefined || status !== 'ok';
    this.#status = status;
    if (isNews) this.#diagnostics.error(`quota ${status}: ${remaining} of ${limit} events remain`);
    for (const listener of this.#listeners) this.#call(listener, info);
  }

  /** An async listener's rejection would end the host. */
  #call(listener: QuotaListener, info: QuotaInfo): void {
    const onError = (error: unknown) => this.#diagnostics.once('quota', `the quota listener threw: ${String(error)}`);
    try {
      Promise.resolve(listener(info)).catch(onError);
    } catch (error) {
      onError(error);
    }
  }
}
