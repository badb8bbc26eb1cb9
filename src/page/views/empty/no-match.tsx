/** A filter that matches nothing: what it asks, and how much there is without it. */
import { counted } from '../../format/quantity.js';
import { collector } from '../../state/stream.js';
import { TermChips } from './term-chips.js';

export function NoMatch() {
  const total = collector.value?.counts.events ?? 0;
  return (
    <section class="empty" aria-label="No match">
      <h2>No event matches</h2>
      <p>
        Without the filter there {total === 1 ? 'is' : 'are'} {counted(total, 'event')}. Take a part of it away:
      </p>
      <TermChips />
    </section>
  );
}
