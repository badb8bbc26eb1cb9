/** Collects the calls of every subject. */
import type { Row } from '../rows/row.js';
import type { CallSample } from '../statistics/call-statistics.js';
import { isCalled, type SubjectKind, type SubjectSeen } from './subject.js';

interface Mutable {
  readonly server: string;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly samples: CallSample[];
  isBegun: boolean;
  isListed: boolean;
  registeredAt: string | null;
  secrets: number;
  readonly invalid: { calls: number; message: string };
}

/** Servers choose names; what is over the limit is counted, and the check says that it could not see everything. */
const MAX_SUBJECTS = 100_000;

export class SubjectTable {
  readonly #subjects = new Map<string, Mutable>();
  overLimit = 0;

  called(row: Pick<Row, 'server_name'>, kind: SubjectKind, name: string, sample: CallSample): void {
    this.#at(row.server_name, kind, name)?.samples.push(sample);
  }

  /** An answer may never come. */
  begun(server: string, kind: SubjectKind, name: string): void {
    const subject = this.#at(server, kind, name);
    if (subject !== undefined) subject.isBegun = true;
  }

  listed(server: string, kind: SubjectKind, name: string): void {
    const subject = this.#at(server, kind, name);
    if (subject !== undefined) subject.isListed = true;
  }

  registered(server: string, kind: SubjectKind, name: string, at: string): void {
    const subject = this.#at(server, kind, name);
    if (subject !== undefined) subject.registeredAt ??= at;
  }

  foundSecret(server: string, kind: SubjectKind, name: string): void {
    const subject = this.#at(server, kind, name);
    if (subject !== undefined) subject.secrets += 1;
  }

  foundInvalid(server: string, kind: SubjectKind, name: string, message: string): void {
    const invalid = this.#at(server, kind, name)?.invalid;
    if (invalid === undefined) return;
    invalid.calls += 1;
    invalid.message ||= message;
  }

  /** By server, then by name. */
  all(): readonly SubjectSeen[] {
    const sorted = [...this.#subjects.values()].filter((subject) => subject.isListed || isCalled(subject));
    return sorted.sort((a, b) => compare(a.server, b.server) || compare(a.name, b.name));
  }

  #at(server: string, kind: SubjectKind, name: string): Mutable | undefined {
    const key = [server, kind, name].join('\u0000');
    const known = this.#subjects.get(key);
    if (known !== undefined) return known;
    if (this.#subjects.size >= MAX_SUBJECTS) {
      this.overLimit += 1;
      return undefined;
    }
    const invalid = { calls: 0, message: '' };
    const fresh = {
      server,
      kind,
      name,
      samples: [],
      isBegun: false,
      isListed: false,
      registeredAt: null,
      secrets: 0,
      invalid,
    };
    this.#subjects.set(key, fresh);
    return fresh;
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
