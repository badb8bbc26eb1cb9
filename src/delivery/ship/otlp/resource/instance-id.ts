/** `service.instance.id` of a process: a UUID that whoever adopts its events can compute too. */
import { createHash } from 'node:crypto';

/** The namespace that the resource conventions set for this (docs/resource/service.md, `service.instance.id`). */
const NAMESPACE = Buffer.from('4d63009a8d0f11eeaad74c796ed8e320', 'hex');

/** UUID version 5 (RFC 9562, section 5.5) of `instance`, the process's name in its events and segments. */
export function instanceId(instance: string): string {
  const hash = createHash('sha1').update(NAMESPACE).update(instance).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
