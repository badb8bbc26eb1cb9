/** Ids: W3C trace and span ids, and event ids that sort by time. */
import { hexWord } from '../../hex.js';
import { randomHex } from '../../random.js';

/** 32 hex digits. */
export const newTraceId = (): string => randomHex(32);

/** 16 hex digits. */
export const newSpanId = (): string => randomHex(16);

let instance: string | undefined;
let counter = 0;
let latestMs = 0;

/** This process, or this thread of it, in the ids of its events: 16 hex digits. */
export function instanceName(): string {
  instance ??= randomHex(16);
  return instance;
}

let sessions = 0;

/** `<process, 16 hex>-<n>`: the n-th connection of this process. */
export function newSessionId(): string {
  sessions += 1;
  return `${instanceName()}-${sessions}`;
}

/** `<ms, 12 hex>-<process, 16 hex>-<count, 6 hex>`: sorts by time across processes, by order within a process. */
export function newEventId(wallMs: number): string {
  counter = (counter + 1) % 0x1000000;
  // A clock that is set back must not sort later events before earlier ones.
  latestMs = Math.max(latestMs, Math.trunc(wallMs));
  const time = `${hexWord(latestMs / 0x100000000).slice(-4)}${hexWord(latestMs)}`;
  return `${time}-${instanceName()}-${hexWord(counter).slice(-6)}`;
}
