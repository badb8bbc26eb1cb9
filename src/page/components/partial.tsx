/** Says that a search ended before it had seen everything. */

export function Partial({ isComplete }: { readonly isComplete: boolean }) {
  if (isComplete) return null;
  return (
    <p class="secondary partial" role="note">
      There is more than can be searched at once: only the newest events are counted here. A period or a server narrows
      it down.
    </p>
  );
}
