/** HMAC-SHA256 with a key of this machine: a text has the same hash in every process, and nobody without the key can guess it. */

const { process: host } = globalThis;

/** 64 bits: enough to tell callers apart. */
const DIGITS = 16;

/** 64 hex digits. */
export const newSalt = (): string => host.getBuiltinModule('node:crypto').randomBytes(32).toString('hex');

/** Loads node:crypto, which takes 5 ms where the host has not loaded it. */
export function keyedHash(key: string): (text: string) => string {
  const { createHmac } = host.getBuiltinModule('node:crypto');
  return (text) => createHmac('sha256', key).update(text).digest('hex').slice(0, DIGITS);
}
