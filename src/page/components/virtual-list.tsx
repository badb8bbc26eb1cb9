/** A grid of rows of one height of which only those near the window are drawn. Selection is by the grid, not by focus. */
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props {
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  /** Index of the row that the keyboard acts on; -1 for none. */
  readonly active: number;
  readonly header: ComponentChildren;
  /** Column count, for a screen reader. */
  readonly columns: number;
  /** What sets a row apart. */
  readonly rowClass?: (index: number) => string;
  readonly renderRow: (index: number) => ComponentChildren;
  /** `fromTop`, `fromBottom`: pixels of the list outside the window. */
  readonly onScroll?: (fromTop: number, fromBottom: number) => void;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

const OVERSCAN_ROWS = 12;

export function VirtualList(props: Props) {
  const { label, count, rowHeight, active, header, columns, renderRow, onScroll, scroller } = props;
  const [top, setTop] = useState(0);
  const height = useHeight(scroller);
  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN_ROWS);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + OVERSCAN_ROWS);
  useActiveInView(scroller, active, rowHeight);

  function scrolled() {
    const element = scroller.current;
    if (element === null) return;
    setTop(element.scrollTop);
    onScroll?.(element.scrollTop, element.scrollHeight - element.scrollTop - element.clientHeight);
  }

  return (
    <div
      class="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns}
      aria-activedescendant={active >= 0 ? rowId(label, active) : undefined}
      tabIndex={0}
      onKeyDown={props.onKeyDown}
    >
      <div role="rowgroup" class="grid-head">
        {header}
      </div>
      <div role="rowgroup" class="grid-body" tabIndex={-1} ref={scroller} onScroll={scrolled}>
        <div role="presentation" class="grid-space" style={{ height: `${count * rowHeight}px` }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, offset) => {
            const index = first + offset;
            return (
              <div
                key={index}
                id={rowId(label, index)}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={index === active}
                class={`row ${index === active ? 'active' : ''} ${props.rowClass?.(index) ?? ''}`}
                style={{ transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` }}
                data-index={index}
              >
                {renderRow(index)}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const rowId = (label: string, index: number) => `${label.replaceAll(/\W+/g, '-')}-${index}`;

function useHeight(of: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(600);
  useLayoutEffect(() => {
    const element = of.current;
    if (element === null) return undefined;
    setHeight(element.clientHeight);
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return height;
}

function useActiveInView(scroller: RefObject<HTMLElement | null>, active: number, rowHeight: number): void {
  const previous = useRef(active);
  useEffect(() => {
    const element = scroller.current;
    const hasMoved = previous.current !== active;
    previous.current = active;
    if (element === null || active < 0 || !hasMoved) return;
    const top = active * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + rowHeight - element.clientHeight;
    }
  });
}
