/** Sends the requests of one signal: encodes, compresses, posts, reads the response. Never rejects. */
import type { SignalSettings } from '../../../../config/otlp/signal.js';
import { compressNow } from '../../http/compress.js';
import { describeFailure, OF_OTLP } from '../../http/failures.js';
import { headerText } from '../../http/headers.js';
import type { Post } from '../../http/post.js';
import type { Encoder, Shape } from '../encode/field-writer.js';
import { JsonEncoder } from '../encode/json.js';
import { ProtobufEncoder } from '../encode/protobuf.js';
import { type Result, readResponse } from './response.js';

export interface SenderOptions {
  readonly settings: SignalSettings;
  readonly userAgent: string;
  readonly openPost: () => Promise<Post>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** Larger requests are not sent (specification/protocol/otlp.md). */
export const MOST_BYTES = 64 * 1024 * 1024;
/** Larger responses are not read; the same source. */
export const MOST_RESPONSE_BYTES = 4 * 1024 * 1024;
/** Of less, compression saves no packet. */
const GZIP_FROM_BYTES = 1024;
/** A connection that lives for ever stays with one gateway of many, also when others are added. */
const SHORTEST_CONNECTION_MS = 2 * 60_000;
const LONGEST_CONNECTION_MS = 5 * 60_000;
const CONTENT_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

export class SignalSender {
  readonly #options: SenderOptions;
  readonly #encoder: Encoder;
  #post: Promise<Post> | undefined;
  #reconnectAt = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#encoder = options.settings.encoding === 'json' ? new JsonEncoder() : new ProtobufEncoder();
  }

  /** Encodes `message` now, for a request that it will be part of. */
  prepare<M extends object>(shape: Shape<M>, message: M): void {
    const { ahead } = this.#encoder;
    if (!ahead.has(message)) ahead.set(message, this.#encoder.encode(shape, message));
  }

  async send<M extends object>(shape: Shape<M>, message: M): Promise<Result> {
    const content = this.#encoder.encode(shape, message);
    if (content.length > MOST_BYTES)
      return { status: 'rejected', why: `the request is larger than ${MOST_BYTES} bytes`, message: '' };
    try {
      return await this.#exchange(content);
    } catch (error) {
      return { status: 'retryable', pauseMs: undefined, ...describeFailure(error, OF_OTLP) };
    }
  }

  /** Connects ahead of the next request. */
  open(): void {
    void this.#connection().then(
      (post) => post.open?.(),
      () => {},
    );
  }

  close(): void {
    void this.#post?.then(
      (post) => post.close(),
      () => {},
    );
    this.#post = undefined;
  }

  async #exchange(content: Buffer): Promise<Result> {
    const { settings, userAgent, now } = this.#options;
    const isCompressed = settings.isCompressed && content.length >= GZIP_FROM_BYTES;
    const body = isCompressed ? compressNow(content) : content;
    const post = await this.#connection();
    const {
      code,
      headers,
      body: answer,
    } = await post.send(body, {
      ...settings.headers,
      'content-type': CONTENT_TYPES[settings.encoding],
      'user-agent': userAgent,
      ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    });
    const response = {
      code,
      retryAfter: headerText(headers, 'retry-after'),
      body: answer,
    };
    return readResponse(response, now());
  }

  #connection(): Promise<Post> {
    const { now, random, openPost } = this.#options;
    if (now() >= this.#reconnectAt) {
      this.close();
      this.#reconnectAt = now() + SHORTEST_CONNECTION_MS + random() * (LONGEST_CONNECTION_MS - SHORTEST_CONNECTION_MS);
    }
    this.#post ??= openPost();
    return this.#post;
  }
}
