/**
 * A segment's name holds its destination and its owner, so that ownership changes hands by one atomic
 * `rename`, and a listing needs no file to be opened:
 *
 *     <destination>.<pid>-<start>-<namespace>-<boot>-<nonce>.<kind><sequence>.seg
 */
import type { Owner } from './owner.js';

export interface SegmentName {
  readonly destinationId: string;
  readonly owner: Owner;
  /** `own`: written by its owner; `adopted`: taken over from a dead process. */
  readonly kind: 'own' | 'adopted';
  readonly sequence: number;
}

const PATTERN = /^([0-9a-f]{16})\.(\d+)-(\d+)-(\d+)-([0-9a-f]{8})-([0-9a-f]{8})\.([oa])(\d{6,10})\.seg$/;

export function formatSegmentName({ destinationId, owner, kind, sequence }: SegmentName): string {
  return `${destinationId}.${formatOwner(owner)}.${kind[0]}${String(sequence).padStart(6, '0')}.seg`;
}

export function formatOwner({ pid, startedAt, namespace, boot, nonce }: Owner): string {
  return `${pid}-${startedAt}-${namespace}-${boot}-${nonce}`;
}

/** `undefined` for every file that is not ours. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = PATTERN.exec(name);
  if (match === null) return undefined;
  const [, destinationId = '', pid, startedAt = '', namespace = '', boot = '', nonce = '', kind, sequence] = match;
  return {
    destinationId,
    owner: { pid: Number(pid), startedAt, namespace, boot, nonce },
    kind: kind === 'o' ? 'own' : 'adopted',
    sequence: Number(sequence),
  };
}
