/** What mcpwatch puts in the place of a value (docs/privacy.md), shown as a chip that explains itself. */
import type { ComponentChildren } from 'preact';
import { Marked } from './marked.js';

interface Marker {
  readonly pattern: RegExp;
  readonly explains: string;
}

const MARKERS: readonly Marker[] = [
  {
    pattern: /^\[redacted[^\]]*\]$/,
    explains: 'Removed before it left the server: it looked like a secret, or its name implies one.',
  },
  { pattern: /^\[cut[^\]]*\]$/, explains: 'The rest was longer than MCPWATCH_MAX_PAYLOAD_BYTES allows.' },
  {
    pattern: /^\[(?:base64 |Buffer, |\w*Array, |bytes, )[^\]]*\]$/,
    explains: 'Binary content: its type and size are kept, the content is not.',
  },
  { pattern: /^\[\d[\d,]* more[^\]]*\]$/, explains: 'More entries than are kept of one list.' },
  { pattern: /^\[(?:circular|unreadable|function|depth)[^\]]*\]$/i, explains: 'Not representable as JSON.' },
];

const ANY = /\[[^[\]\n]{1,80}\]/g;

/** `text` with its markers as chips, and with marks on what is looked for. */
export function WithMarkers({ text, query = '' }: { readonly text: string; readonly query?: string }) {
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const found of text.matchAll(ANY)) {
    const marker = MARKERS.find(({ pattern }) => pattern.test(found[0]));
    if (marker === undefined) continue;
    parts.push(<Marked text={text.slice(from, found.index)} query={query} />);
    parts.push(
      <span class="marker" title={marker.explains}>
        <Marked text={found[0].slice(1, -1)} query={query} />
      </span>,
    );
    from = found.index + found[0].length;
  }
  parts.push(<Marked text={text.slice(from)} query={query} />);
  return <>{parts}</>;
}
