/**
 * A payload that has been written as JSON ahead of its event. Arguments are written when the request arrives: a
 * handler may change them before the call ends, and the event must show what the client sent.
 */
export class WrittenPayload {
  readonly #json: string;

  /** `bytes`: the size of the payload itself, which redaction and limits may have changed; then it is an estimate. */
  constructor(
    json: string,
    readonly bytes: number,
    readonly isEstimate: boolean,
  ) {
    this.#json = json;
  }

  get json(): string {
    return this.#json;
  }

  /** `value` if it is a `WrittenPayload`. Not `instanceof`, which would call the traps of a host's proxy. */
  static of(value: unknown): WrittenPayload | undefined {
    return typeof value === 'object' && value !== null && #json in value ? value : undefined;
  }
}
