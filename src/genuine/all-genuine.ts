/** Whether a host has replaced one of the methods of values that saved-methods.ts saved at preload. */
import { areMethodsInPlace } from './methods-in-place.js';

const bytes = new Uint8Array(3);
const { buffer } = bytes;
const map = new Map([[1, 1]]);
const set = new Set([1]);
const pattern = /a/dgimsuy;

/** Whether properties that are functions to read give what they gave. `flags` reads all the others of a pattern. */
function giveTheSame(): boolean {
  if (bytes.length !== 3 || bytes.byteLength !== 3 || bytes.byteOffset !== 0 || bytes.buffer !== buffer) return false;
  return map.size === 1 && set.size === 1 && pattern.flags === 'dgimsuy';
}

export function areGenuine(): boolean {
  try {
    return areMethodsInPlace() && giveTheSame();
  } catch {
    return false;
  }
}
