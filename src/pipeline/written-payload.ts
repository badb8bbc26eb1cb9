/**
 * A payload that is JSON already. Arguments are written when the request arrives: a handler may change them before
 * its call ends, and what the client sent is what is recorded.
 */
export class WrittenPayload {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }

  /** For whoever looks at the event before it is written. */
  toJSON(): unknown {
    return JSON.parse(this.json);
  }
}
