/** The terms of the filter, each with a button that takes it away. */
import { setFilter } from '../../state/filter-text.js';
import { filter } from '../../state/location.js';
import { termsOf, withoutTerm } from '../../state/term.js';

export function TermChips() {
  return (
    <>
      <ul class="chips">
        {termsOf(filter.value).map((term) => (
          <li key={term}>
            <button type="button" class="chip" onClick={() => setFilter(withoutTerm(filter.peek(), term))}>
              <code>{term}</code> ×
            </button>
          </li>
        ))}
      </ul>
      <p class="actions">
        <button type="button" class="button" onClick={() => setFilter('')}>
          Clear the filter
        </button>
      </p>
    </>
  );
}
