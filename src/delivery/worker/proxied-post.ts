/** What the build puts in place of ship/http/proxied-post.ts in the worker's program. */
import type { OpenPostOptions, Post } from '../ship/http/post.js';
import { offeredParts } from './offered-parts.js';

export function createProxiedPost(options: OpenPostOptions): Post {
  const create = offeredParts().proxiedPost;
  if (create === undefined) throw new Error('the client for proxies was not loaded');
  return create(options);
}
