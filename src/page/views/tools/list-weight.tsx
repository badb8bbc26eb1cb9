/** What a server's whole tool list costs a client in every conversation, split by its largest parts. */
import type { Catalogue } from '../../api/types.js';
import { Size } from '../../components/quantity.js';
import { counted, countOf, sizeOf, textOf } from '../../format/quantity.js';
import { hueOf } from '../../format/server-hue.js';
import { shownText } from '../../format/shown-text.js';

const SHOWN_PARTS = 8;

const heaviestFirst = (a: Catalogue, b: Catalogue): number => b.bytes - a.bytes;

/** One line for each server: its numbers, and a bar as long as its list is heavy beside the heaviest. */
export function ListWeights({ catalogues }: { readonly catalogues: readonly Catalogue[] }) {
  const heaviest = Math.max(1, ...catalogues.map(({ bytes }) => bytes));
  if (catalogues.length === 0) return null;
  return (
    <div class="weights">
      <h2 class="caption">
        What each tool list adds to every conversation{' '}
        <span class="secondary">tokens are estimated: UTF-8 bytes ÷ 4</span>
      </h2>
      {[...catalogues].sort(heaviestFirst).map((catalogue) => (
        <ListWeight key={catalogue.server_name} catalogue={catalogue} heaviest={heaviest} />
      ))}
    </div>
  );
}

function ListWeight({ catalogue, heaviest }: { readonly catalogue: Catalogue; readonly heaviest: number }) {
  const { server_name: server, entries, bytes, tokens_estimate: tokens, largest } = catalogue;
  const parts = largest.slice(0, SHOWN_PARTS);
  const rest = Math.max(0, bytes - parts.reduce((sum, part) => sum + part.bytes, 0));
  const others = entries > parts.length ? `${entries - parts.length} more` : 'the list itself';
  const share = (of: number) => ({ width: `${(of / Math.max(1, bytes)) * 100}%` });
  return (
    <div class="weight">
      <span class="weight-server" title={shownText(server)}>
        <span class={`server-mark hue-${hueOf(server)}`} />
        <bdi>{shownText(server)}</bdi>
      </span>
      <span class="number secondary">{counted(entries, 'tool')}</span>
      <span class="number">
        <Size bytes={bytes} />
      </span>
      <span class="number">
        ≈ {textOf(countOf(tokens))} <span class="unit">tokens</span>
      </span>
      <div
        class="weight-bar"
        role="img"
        style={{ width: `${(bytes / heaviest) * 100}%` }}
        aria-label={parts.map(({ name, bytes: size }) => `${name} ${textOf(sizeOf(size))}`).join(', ')}
      >
        {parts.map((part) => (
          <span
            key={part.name}
            class="weight-part"
            style={share(part.bytes)}
            title={`${shownText(part.name)}: ${textOf(sizeOf(part.bytes))}`}
          >
            <bdi>{shownText(part.name)}</bdi>
          </span>
        ))}
        {rest > 0 && (
          <span class="weight-part weight-rest" style={share(rest)} title={`${others}: ${textOf(sizeOf(rest))}`}>
            <bdi>{others}</bdi>
          </span>
        )}
      </div>
    </div>
  );
}
