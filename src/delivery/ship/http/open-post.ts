/** Chooses how to POST to an address: directly, or through the proxy that the environment names. */
import { namesProxy, PROXY_VARIABLES } from '../../../config/proxies.js';
import { createDirectPost } from './direct-post.js';
import { SettingError } from './failures.js';
import type { Environment, OpenPostOptions, Post } from './post.js';

const PROXY_PROTOCOLS = new Set(['http:', 'https:', 'socks5:', 'socks:']);

/** Requests to this machine never go through a proxy. */
export async function openPost(options: OpenPostOptions): Promise<Post> {
  const { url, env, isLoopback, timeoutMs } = options;
  if (isLoopback || !namesProxy(env)) return createDirectPost(url, timeoutMs, options);
  checkProxies(env);
  const { createProxiedPost } = await import('./proxied-post.js');
  return createProxiedPost(options);
}

/** undici supports these; with another protocol it would only say that an argument is invalid. */
function checkProxies(env: Environment): void {
  for (const name of PROXY_VARIABLES) {
    const value = env[name];
    if (!value || (URL.canParse(value) && PROXY_PROTOCOLS.has(new URL(value).protocol))) continue;
    throw new SettingError(`${name}: expected an http:// or https:// address`);
  }
}
