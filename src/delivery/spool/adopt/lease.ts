/**
 * Where no proof of death can be had (other containers, other machines, systems without /proc) a segment is a
 * lease: its owner renews the file's time stamp every `HEARTBEAT_MS`, and nobody takes it over before it
 * has watched the stamp stand still for `LEASE_MS` on its own clock. An owner that was stopped for so long
 * looks before it writes again, and begins a new segment when the old one is gone.
 */
export const HEARTBEAT_MS = 10_000;
export const LEASE_MS = 60_000;
