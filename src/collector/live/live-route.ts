/** `GET /api/live`: rows from a position on, without gaps or duplicates, then as they arrive. */
import type { Filter } from '../../analysis/filter/filter.js';
import { createMatcher } from '../../analysis/filter/match.js';
import { type EventRow, toEventRow } from '../../analysis/rows/row.js';
import { checked } from '../api/api-routes.js';
import { BadRequest, Parameters } from '../api/parameters.js';
import { positionIn } from '../api/state.js';
import type { Answer } from '../http/answer.js';
import type { Asked, Route } from '../http/router.js';
import type { EventStore, StoredRow } from '../store/event-store.js';
import { EventStream } from './event-stream.js';
import type { LiveHub } from './live-hub.js';
import type { StateFeed } from './state-feed.js';

const PAGE_ROWS = 500;
/** Whoever is further behind had better load the view again. */
const MAX_BEHIND = 20_000;

export interface LiveOptions {
  readonly store: EventStore;
  readonly hub: LiveHub;
  readonly state: StateFeed;
}

interface Wanted {
  readonly filter: Filter;
  readonly withNested: boolean;
  /** `undefined`: from now on. `other_store`: the position is one of another store. */
  readonly since: number | 'other_store' | undefined;
}

export function liveRoute(options: LiveOptions): Route {
  const open = new Set<EventStream>();
  const handler = checked(({ request, query }: Asked): Answer => {
    const parameters = new Parameters(query, ['filter', 'nested', 'since']);
    const last = request.headers['last-event-id'];
    const from = typeof last === 'string' && last !== '' ? last : parameters.text('since');
    const wanted: Wanted = {
      filter: parameters.filter(),
      withNested: parameters.oneOf('nested', ['all', 'none']) === 'all',
      since: readPosition(from, options.store.id),
    };
    return {
      kind: 'stream',
      status: 200,
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
      write: (response) => new LiveFeed(new EventStream(response, open), options, wanted).run(),
    };
  });
  return { path: '/api/live', methods: { GET: handler } };
}

function readPosition(text: string, storeId: string): Wanted['since'] {
  if (text === '') return undefined;
  const [, id, seq] = /^(?:([0-9a-f]{1,32}):)?(\d{1,15})$/.exec(text) ?? [];
  if (seq === undefined) throw new BadRequest('bad_parameter', 'since: expected a seq, or the id of a live update');
  return id !== undefined && id !== storeId ? 'other_store' : Number(seq);
}

class LiveFeed {
  readonly #stream: EventStream;
  readonly #options: LiveOptions;
  readonly #wanted: Wanted;
  readonly #matches: (row: StoredRow) => boolean;
  readonly #needsTexts: boolean;
  /** Rows that arrive while older ones are still being read from the store. */
  #waiting: StoredRow[] | undefined = [];
  #sentSeq = 0;
  #storeId: string;

  constructor(stream: EventStream, options: LiveOptions, wanted: Wanted) {
    this.#stream = stream;
    this.#options = options;
    this.#wanted = wanted;
    this.#storeId = options.store.id;
    let text = '';
    const matches = createMatcher(wanted.filter, () => text);
    this.#needsTexts = wanted.filter.terms.some(({ kind }) => kind === 'text');
    this.#matches = (stored) => {
      text = stored.text ?? '';
      return (wanted.withNested || !stored.row.nested) && matches(stored.row);
    };
  }

  async run(): Promise<void> {
    const { hub, state } = this.#options;
    const upTo = hub.seq;
    const stop = [
      hub.listen((rows) => this.#arrived(rows)),
      state.listen((value) => {
        this.#watchStore();
        this.#stream.send('state', value);
      }),
    ];
    try {
      await this.#catchUp(upTo);
      this.#letIn();
      await this.#stream.closed;
    } finally {
      for (const one of stop) one();
    }
  }

  async #catchUp(upTo: number): Promise<void> {
    const { since } = this.#wanted;
    const newest = this.#options.store.lastSeq;
    if (since === undefined) return this.#position('position', newest);
    // A row may be committed, and seen in a list, before listeners are given it.
    const isAhead = since !== 'other_store' && since > newest;
    if (since === 'other_store' || isAhead) return this.#position('reset', newest, 'other_store');
    if (upTo - since > MAX_BEHIND) return this.#position('reset', newest, 'too_far_behind');
    this.#position('position', since);
    await this.#read(since, upTo);
  }

  /** From the store, which has the texts. */
  async #read(from: number, upTo: number): Promise<void> {
    for (let after = from; after < upTo && this.#stream.isOpen; ) {
      const { filter, withNested } = this.#wanted;
      const page = await this.#options.store.query('after', { after, upTo, filter, limit: PAGE_ROWS });
      after = page.seq;
      this.#sendRows(
        page.rows.filter(({ nested }) => withNested || !nested),
        page.gone,
        after,
      );
    }
    this.#position('position', upTo);
  }

  async #readAgain(upTo: number): Promise<void> {
    this.#waiting = [];
    try {
      await this.#read(this.#sentSeq, upTo);
      this.#letIn();
    } catch {
      this.#stream.cut();
    }
  }

  /** What has arrived while the store was read. */
  #letIn(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#arrived(waiting);
  }

  /** A damaged database is replaced while it is used. */
  #watchStore(): void {
    const { id, lastSeq } = this.#options.store;
    if (id === this.#storeId) return;
    this.#storeId = id;
    this.#position('reset', lastSeq, 'other_store');
  }

  #arrived(rows: readonly StoredRow[]): void {
    this.#watchStore();
    if (this.#waiting !== undefined) {
      this.#waiting.push(...rows);
      return;
    }
    const last = rows.at(-1)?.row.seq ?? 0;
    // A row that has changed comes without its text.
    if (this.#needsTexts && rows.some(({ text }) => text === undefined)) void this.#readAgain(last);
    else this.#sendAll(rows, last);
  }

  #sendAll(rows: readonly StoredRow[], last: number): void {
    const fresh = rows.filter(({ row }) => row.seq > this.#sentSeq);
    for (let at = 0; at < fresh.length; at += PAGE_ROWS) {
      const part = fresh.slice(at, at + PAGE_ROWS);
      const matching = new Set(part.filter(this.#matches));
      // Of several changes of a row, the last one counts.
      const newest = [...new Map(part.map((one) => [one.row.key, one])).values()];
      const gone = newest.filter((one) => !matching.has(one) && one.row.key !== one.row.seq);
      this.#sendRows(
        [...matching].map(({ row }) => toEventRow(row)),
        gone.map(({ row }) => row.key),
        Math.max(0, ...[...matching, ...gone].map(({ row }) => row.seq)),
      );
    }
    if (last > this.#sentSeq) this.#position('position', last);
  }

  #sendRows(rows: readonly EventRow[], gone: readonly number[], seq: number): void {
    if (rows.length === 0 && gone.length === 0) return;
    this.#sentSeq = Math.max(seq, this.#sentSeq);
    this.#stream.send('rows', { rows, gone }, this.#id(seq));
  }

  #position(event: 'position' | 'reset', seq: number, reason?: string): void {
    this.#sentSeq = Math.max(seq, this.#sentSeq);
    this.#stream.send(event, reason === undefined ? { seq } : { reason, seq }, this.#id(seq));
  }

  #id(seq: number): string {
    return positionIn(this.#options.store, seq);
  }
}
