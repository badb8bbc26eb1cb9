/**
 * A payload that has been written as JSON ahead of its event. Arguments are written when the request arrives: a
 * handler may change them before the call ends, and the event must show what the client sent.
 */
export class WrittenPayload {
  readonly #json: string;

  get json(): string {
    return this.#json;
  }

  constructor(json: string) {
    this.#json = json;
  }

  /** The JSON of `value` if it is a `WrittenPayload`. Not `instanceof`, which would call the traps of a host's proxy. */
  static jsonOf(value: unknown): string | undefined {
    return typeof value === 'object' && value !== null && #json in value ? value.#json : undefined;
  }
}
