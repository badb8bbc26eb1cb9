/** A view that could not be loaded: without a collector, or because of a filter that is not understood. */
import { parseFilter } from '../../../analysis/filter/parse-filter.js';
import { sentence } from '../../format/sentence.js';
import { filter } from '../../state/location.js';
import { connection } from '../../state/stream.js';
import { TermChips } from './term-chips.js';

export function Failure({ message }: { readonly message: string }) {
  const { status } = connection.value;
  // The bar above says it.
  if (status === 'locked') return null;
  if (status === 'lost') return <p class="notice">This view is loaded as soon as the collector answers again.</p>;
  if (parseFilter(filter.value, Date.now()).kind !== 'fault')
    return <p class="notice notice-error">{sentence(message)}</p>;
  return (
    <section class="empty" aria-label="The filter">
      <h2>The filter is not understood</h2>
      <p class="bad">{message}</p>
      <TermChips />
    </section>
  );
}
