/** A filter that matches nothing: what it asks, and how much there is without it. */
import { countOf, textOf } from '../../format/quantity.js';
import { setFilter } from '../../state/filter-text.js';
import { filter } from '../../state/location.js';
import { collector } from '../../state/stream.js';
import { termsOf, withoutTerm } from '../../state/term.js';

export function NoMatch() {
  const total = collector.value?.counts.events ?? 0;
  const terms = termsOf(filter.value);
  return (
    <section class="empty" aria-label="No match">
      <h2>No event matches</h2>
      <p>Without the filter there are {textOf(countOf(total))} events. Take a part of it away:</p>
      <ul class="chips">
        {terms.map((term) => (
          <li key={term}>
            <button type="button" class="chip" onClick={() => setFilter(withoutTerm(filter.peek(), term))}>
              <code>{term}</code> ×
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="button" onClick={() => setFilter('')}>
        Clear the filter
      </button>
    </section>
  );
}
