/** Addresses: where events go by default, which of them are this machine, and how they are shown. */
export const LOCAL_ENDPOINT = 'http://127.0.0.1:6279';
export const CLOUD_ENDPOINT = 'https://api.mcpwatch.dev';

/** Whether `address`, a URL, is on this machine. False for anything that is not a URL. */
export function isLoopbackUrl(address: string): boolean {
  return URL.canParse(address) && isLoopbackHost(new URL(address).hostname);
}

/** Whether `hostname`, spelt as by `URL.hostname`, is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** `address` as messages may show it: paths, queries and credentials can be secrets, and are left out. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) return 'something else';
  const { protocol, host, origin, pathname } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return host === '' ? 'something else' : `${protocol}//${host}`;
  return pathname === '/' ? origin : `${origin}/…`;
}

/** Several, each once. */
export const shownAddresses = (addresses: readonly string[]): string =>
  [...new Set(addresses.map(shownAddress))].join(' and ');

export function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}
