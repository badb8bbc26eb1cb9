/**
 * A segment's name contains its recipient and its owner, so that ownership changes hands by one atomic `rename`, and
 * a listing opens no files:
 *
 *     <recipient>.<pid>-<start>-<namespace>-<boot>-<nonce>.<kind><sequence>.seg
 */
import type { Owner } from './owner.js';

/**
 * `own`: written by its owner; `adopted`: taken over from a process that has ended; `will`: see write/wills.ts; `calls`: see
 * format/begun-calls.ts; `state`: see write/state-file.ts; the owner's own has sequence 0, those that it has taken over have higher ones.
 */
type SegmentKind = 'own' | 'adopted' | 'will' | 'calls' | 'state';

const KINDS: Readonly<Record<string, SegmentKind>> = { o: 'own', a: 'adopted', w: 'will', c: 'calls', s: 'state' };

export interface SegmentName {
  readonly recipientId: string;
  readonly owner: Owner;
  readonly kind: SegmentKind;
  readonly sequence: number;
}

const PATTERN = /^([0-9a-f]{16})\.(\d+)-(\d+)-(\d+)-([0-9a-f]{8})-([0-9a-f]{8})\.([oawcs])(\d{6,10})\.seg$/;

export function formatSegmentName({ recipientId, owner, kind, sequence }: SegmentName): string {
  return `${recipientId}.${formatOwner(owner)}.${kind[0]}${String(sequence).padStart(6, '0')}.seg`;
}

export function formatOwner({ pid, startedAt, namespace, boot, nonce }: Owner): string {
  return `${pid}-${startedAt}-${namespace}-${boot}-${nonce}`;
}

/** The file of the calls that `owner` has begun. Those that it has taken over have higher sequences. */
export function begunCallsName(recipientId: string, owner: Owner): string {
  return formatSegmentName({ recipientId, owner, kind: 'calls', sequence: 0 });
}

/** `undefined` for names that are not ours. */
export function parseSegmentName(name: string): SegmentName | undefined {
  const match = PATTERN.exec(name);
  if (match === null) return undefined;
  const [, recipientId = '', pid, startedAt = '', namespace = '', boot = '', nonce = '', kind = '', sequence] = match;
  return {
    recipientId,
    owner: { pid: Number(pid), startedAt, namespace, boot, nonce },
    kind: KINDS[kind] ?? 'own',
    sequence: Number(sequence),
  };
}
