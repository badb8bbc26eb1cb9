/**
 * `TraceState` of the OpenTelemetry API, for the host's spans under one of ours: its samplers read it, and its propagators
 * pass it on. Immutable, as the API has it: a change makes a new one, with the changed member first (W3C Trace Context).
 */
export class TraceState {
  readonly #members: ReadonlyMap<string, string>;

  private constructor(members: ReadonlyMap<string, string>) {
    this.#members = members;
  }

  static parse(text: string): TraceState {
    const members = new Map<string, string>();
    for (const part of text.split(',')) {
      const [key = '', value = '', ...more] = part.trim().split('=');
      const isValid = key !== '' && value !== '' && more.length === 0;
      if (isValid && !members.has(key)) members.set(key, value);
    }
    return new TraceState(members);
  }

  get(key: string): string | undefined {
    return this.#members.get(key);
  }

  set(key: string, value: string): TraceState {
    return new TraceState(new Map([[key, value], ...this.#without(key)]));
  }

  unset(key: string): TraceState {
    return new TraceState(new Map(this.#without(key)));
  }

  serialize(): string {
    return [...this.#members].map(([key, value]) => `${key}=${value}`).join(',');
  }

  #without(key: string): Array<[string, string]> {
    return [...this.#members].filter(([name]) => name !== key);
  }
}
