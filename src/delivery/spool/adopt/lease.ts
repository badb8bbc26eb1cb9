/**
 * Where death cannot be proven (other containers, other machines, systems without /proc) a segment is a lease: its
 * owner renews the file's time stamp every `HEARTBEAT_MS`, and nobody takes it over before having watched the stamp
 * stand still for `LEASE_MS` on its own clock. An owner that was stopped for that long checks before it writes again,
 * and begins a new segment when the old one is gone.
 */
export const HEARTBEAT_MS = 10_000;
export const LEASE_MS = 60_000;

export class LeaseWatch {
  /** By file: the time stamp seen, and since when it has stood still. */
  readonly #seen = new Map<string, { readonly modifiedAt: number; readonly since: number }>();

  /** Whether the lease on `file` is over. `nowMs`: on a clock that never goes back. */
  isOver(file: string, modifiedAt: number, nowMs: number): boolean {
    const seen = this.#seen.get(file);
    if (seen?.modifiedAt === modifiedAt) return nowMs - seen.since >= LEASE_MS;
    this.#seen.set(file, { modifiedAt, since: nowMs });
    return false;
  }
}
