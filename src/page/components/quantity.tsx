/** A number with its unit in the secondary colour. */
import { durationOf, type Quantity, sizeOf } from '../format/quantity.js';

export function Amount({ of }: { readonly of: Quantity }) {
  return (
    <span class="amount">
      {of.value}
      {of.unit !== '' && <span class="unit"> {of.unit}</span>}
    </span>
  );
}

export const Duration = ({ ms }: { readonly ms: number | null }) =>
  ms === null ? <span class="faint">–</span> : <Amount of={durationOf(ms)} />;

export const Size = ({ bytes }: { readonly bytes: number | null }) =>
  bytes === null ? <span class="faint">–</span> : <Amount of={sizeOf(bytes)} />;
