/** What a server's whole tool list costs a client in every conversation, split by its largest parts. */
import type { Catalogue } from '../../api/types.js';
import { counted, countOf, sizeOf, textOf } from '../../format/quantity.js';

const SHOWN_PARTS = 8;

export function ListWeight({ catalogue }: { readonly catalogue: Catalogue }) {
  const { server_name: server, entries, bytes, tokens_estimate: tokens, largest } = catalogue;
  const parts = largest.slice(0, SHOWN_PARTS);
  const rest = Math.max(0, bytes - parts.reduce((sum, part) => sum + part.bytes, 0));
  return (
    <div class="weight">
      <p>
        <strong>
          <bdi>{server}</bdi>
        </strong>{' '}
        {counted(entries, 'tool')} · {textOf(sizeOf(bytes))} · ≈ {textOf(countOf(tokens))} tokens{' '}
        <span class="secondary">in every conversation (estimated: bytes divided by 4)</span>
      </p>
      <div
        class="weight-bar"
        role="img"
        aria-label={parts.map(({ name, bytes: size }) => `${name} ${textOf(sizeOf(size))}`).join(', ')}
      >
        {parts.map((part) => (
          <span
            key={part.name}
            class="weight-part"
            style={{ width: `${(part.bytes / Math.max(1, bytes)) * 100}%` }}
            title={`${part.name}: ${textOf(sizeOf(part.bytes))}`}
          >
            <bdi>{part.name}</bdi>
          </span>
        ))}
        {rest > 0 && (
          <span class="weight-part weight-rest" style={{ width: `${(rest / Math.max(1, bytes)) * 100}%` }} />
        )}
      </div>
    </div>
  );
}
