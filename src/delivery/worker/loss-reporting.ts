/** Adds the losses that the endpoint does not know of yet to the last event of a batch. */
import type { DropReason } from '../../model.js';
import { type Counters, DROP_REASONS } from '../counters.js';
import type { Destination } from '../ship/destination.js';
import { addLossReport } from '../ship/mcpwatch/loss-report.js';

export function reportLosses(destination: Destination, counters: Counters): Destination {
  return {
    close: () => destination.close(),
    async send(lines) {
      const losses = unreportedLosses(counters);
      const last = lines.at(-1);
      const changed = losses.size > 0 && last !== undefined ? addLossReport(Buffer.from(last), losses) : undefined;
      if (changed === undefined) return destination.send(lines);
      const outcome = await destination.send([...lines.slice(0, -1), changed]);
      if (outcome.status !== 'delivered') return outcome;
      for (const [reason, count] of losses) counters.lossesReported.of(reason).add(count);
      return outcome;
    },
  };
}

function unreportedLosses({ lost, adoptedDropped, lossesReported }: Counters): Map<DropReason, number> {
  const losses = new Map<DropReason, number>();
  for (const reason of DROP_REASONS) {
    const known = lost.of(reason).value + adoptedDropped.of(reason).value;
    const count = (known - lossesReported.of(reason).value) | 0;
    // Sampling is what the user asked for, not a loss.
    if (count > 0 && reason !== 'sampled') losses.set(reason, count);
  }
  return losses;
}
