/**
 * A payload that is JSON already. Arguments are written when the request arrives: a handler may change them before
 * its call ends, and what the client sent is what is recorded.
 */
export class WrittenPayload {
  readonly #json: string;

  constructor(json: string) {
    this.#json = json;
  }

  /** The JSON of `value` if it is one. Not `instanceof`: that asks the traps of a host's proxy. */
  static jsonOf(value: unknown): string | undefined {
    return typeof value === 'object' && value !== null && #json in value ? value.#json : undefined;
  }
}
