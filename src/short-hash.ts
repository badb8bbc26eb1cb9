/**
 * A short name for a text, the same in every process. Two 32-bit mixes like MurmurHash2, and not node:crypto, which takes
 * 5 to 8 ms to load (#4). A name holds at most 64 bits, the hash of a key 32: too few to recover a key from.
 */
export function shortHash(text: string, digits: 8 | 16): string {
  const hash = mix(text, 0x9747b28c);
  return digits === 8 ? hash : hash + mix(text, 0x85ebca6b);
}

function mix(text: string, seed: number): string {
  let hash = seed ^ text.length;
  for (let at = 0; at < text.length; at += 1) {
    let unit = Math.imul(text.charCodeAt(at) + 1, 0x5bd1e995);
    unit ^= unit >>> 24;
    hash = Math.imul(hash, 0x5bd1e995) ^ Math.imul(unit, 0x5bd1e995);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return ((hash ^ (hash >>> 15)) >>> 0).toString(16).padStart(8, '0');
}
