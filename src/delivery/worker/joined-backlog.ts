/** Own lines on disk, own lines in memory (the disk may have failed in between), then adopted lines. */
import type { Backlog } from '../batch.js';
import type { DiskBacklog } from '../spool/read/disk-backlog.js';
import type { MemoryBacklog } from '../spool/read/memory-backlog.js';

export function joinBacklogs(disk: DiskBacklog, memory: MemoryBacklog): Backlog {
  return {
    peek: (limit) => disk.nextOwn(limit)?.lines ?? [],
    nextBatch: async (limit) => disk.nextOwn(limit) ?? (await memory.nextBatch(limit)) ?? disk.nextAdopted(limit),
    ack: (batch) => (batch.isDurable ? disk.ack(batch) : memory.ack(batch)),
  };
}
