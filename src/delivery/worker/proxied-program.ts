/**
 * The client for proxies, for the worker thread: a text within dist/proxied-source.cjs. Compiling it takes 20 ms, which
 * a short session would wait for at its exit (#9).
 */
import { createProxiedPost } from '../ship/http/proxied-post.js';
import { offerPart } from './offered-parts.js';

offerPart({ proxiedPost: createProxiedPost });
