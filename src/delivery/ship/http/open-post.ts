/** Chooses how to POST to an address: directly, or through the proxy that the environment names. */
import { createDirectPost } from './direct-post.js';
import { SettingError } from './failures.js';
import type { Post, Tls } from './post.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenPostOptions {
  readonly url: URL;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read from here. */
  readonly env: Environment;
  readonly isLoopback: boolean;
  /** A Unix socket to connect to instead of the URL's host and port. */
  readonly socketPath?: string | undefined;
  readonly timeoutMs: number;
  readonly tls?: Tls;
}

const PROXY_VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'];
const PROXY_PROTOCOLS = new Set(['http:', 'https:', 'socks5:', 'socks:']);

/** Requests to this machine never go through a proxy. */
export async function openPost({ url, env, isLoopback, socketPath, timeoutMs, tls }: OpenPostOptions): Promise<Post> {
  if (isLoopback || PROXY_VARIABLES.every((name) => !env[name])) {
    return createDirectPost(url, timeoutMs, { socketPath, tls });
  }
  checkProxies(env);
  const { createProxiedPost } = await import('./proxied-post.js');
  return createProxiedPost(url, env, timeoutMs, tls);
}

/** undici supports these; with another protocol it would only say that an argument is invalid. */
function checkProxies(env: Environment): void {
  for (const name of PROXY_VARIABLES) {
    const value = env[name];
    if (!value || (URL.canParse(value) && PROXY_PROTOCOLS.has(new URL(value).protocol))) continue;
    throw new SettingError(`${name}: expected an http:// or https:// address`);
  }
}
