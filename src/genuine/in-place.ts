/** Whether a saved method is what its owner has under its name now. Never throws. */
import type { SavedMethod } from './saved-methods.js';

export function isInPlace({ owner, name, descriptor }: SavedMethod): boolean {
  if (descriptor.get !== undefined) return Object.getOwnPropertyDescriptor(owner, name)?.get === descriptor.get;
  try {
    return Reflect.get(owner, name) === descriptor.value;
  } catch {
    return false;
  }
}
