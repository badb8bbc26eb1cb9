/**
 * Parts that most workers do not need. Each is a text of its own, which is put before the worker's program where it is
 * needed, and offers itself here.
 */
import type { OpenPostOptions, Post } from '../ship/http/post.js';
import type { CreateDestination } from './worker.js';

interface Parts {
  readonly otlp?: CreateDestination;
  readonly proxiedPost?: (options: OpenPostOptions) => Post;
}

const KEY = Symbol.for('mcpwatch.parts');
const thread: { [key: symbol]: Parts | undefined } = globalThis;

export const offeredParts = (): Parts => thread[KEY] ?? {};

export function offerPart(part: Parts): void {
  thread[KEY] = { ...offeredParts(), ...part };
}
