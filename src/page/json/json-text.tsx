/** JSON as text with a search of its own: the browser's cannot find what is not drawn. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { WithMarkers } from './markers.js';
import type { Path } from './protocol.js';
import type { RemoteDocument } from './remote-document.js';

interface Props {
  readonly document: RemoteDocument;
  readonly path: Path;
  readonly label: string;
}

const LINE_PX = 18;
const WINDOW_LINES = 60;
const NOTHING_FOUND = { total: 0, lines: [] as readonly number[] };

export function JsonText({ document, path, label }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [shown, setShown] = useState<{ from: number; total: number; lines: readonly string[] }>({
    from: 0,
    total: 0,
    lines: [],
  });
  const search = useSearch(document, path, (line) =>
    scroller.current?.scrollTo({ top: Math.max(0, (line - 3) * LINE_PX) }),
  );
  const at = JSON.stringify(path);
  const from = Math.max(0, first - 20);
  useEffect(() => {
    let isOver = false;
    void document.opened
      .then(() => document.ask('lines', { path, from, count: WINDOW_LINES + 40 }))
      .then((answer) => {
        if (!isOver) setShown({ from, ...answer });
      })
      .catch(() => {});
    return () => {
      isOver = true;
    };
  }, [document, at, from]);

  return (
    <div class="json-text">
      <div class="json-find">
        <input
          type="search"
          placeholder="Find in this text"
          aria-label={`Find in ${label}`}
          value={search.query}
          onInput={(event) => search.setQuery(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1);
            if (event.key !== 'Escape') return;
            // First the search, then the field, then (from the text) the detail.
            event.preventDefault();
            if (search.query === '') scroller.current?.focus();
            else search.setQuery('');
          }}
        />
        <span class="secondary" aria-live="polite">
          {search.query !== '' &&
            (search.found.total === 0 ? 'nothing found' : `${search.at + 1} of ${search.found.total}`)}
        </span>
      </div>
      <div
        class="json-lines"
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={label}
        onScroll={(event) => setFirst(Math.floor(event.currentTarget.scrollTop / LINE_PX))}
      >
        <pre style={{ height: `${Math.max(1, shown.total) * LINE_PX}px` }}>
          <code style={{ transform: `translateY(${shown.from * LINE_PX}px)` }}>
            {shown.lines.map((line, index) => (
              <span
                key={shown.from + index}
                class={shown.from + index === search.found.lines[search.at] ? 'line found' : 'line'}
              >
                <WithMarkers text={line} query={search.query} />
                {'\n'}
              </span>
            ))}
          </code>
        </pre>
      </div>
    </div>
  );
}

function useSearch(document: RemoteDocument, path: Path, show: (line: number) => void) {
  const [query, setQuery] = useState('');
  const [found, setFound] = useState(NOTHING_FOUND);
  const [at, setAt] = useState(0);
  const where = JSON.stringify(path);
  useEffect(() => {
    if (query === '') {
      setFound(NOTHING_FOUND);
      return;
    }
    let isOver = false;
    void document
      .ask('find', { path, query })
      .then((answer) => {
        if (isOver) return;
        setFound(answer);
        setAt(0);
        if (answer.lines[0] !== undefined) show(answer.lines[0]);
      })
      .catch(() => {});
    return () => {
      isOver = true;
    };
  }, [query, where, document]);

  function step(by: 1 | -1): void {
    if (found.lines.length === 0) return;
    const next = (at + by + found.lines.length) % found.lines.length;
    setAt(next);
    const line = found.lines[next];
    if (line !== undefined) show(line);
  }
  return { query, setQuery, found, at, step };
}
