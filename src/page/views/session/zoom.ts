/** The part of a session's time that is shown: wheel with Ctrl zooms at the pointer, drag pans, and keys do the same. */
import { useEffect, useRef } from 'preact/hooks';

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Change {
  /** Of what is shown: how much of it is shown afterwards. */
  readonly zoom: number;
  /** How far the window moves, in its own widths. */
  readonly move: number;
}

const KEYS: Readonly<Record<string, Change>> = {
  '+': { zoom: 0.5, move: 0 },
  '=': { zoom: 0.5, move: 0 },
  '-': { zoom: 2, move: 0 },
  '0': { zoom: Infinity, move: 0 },
  ArrowLeft: { zoom: 1, move: -0.25 },
  ArrowRight: { zoom: 1, move: 0.25 },
};

function changed({ fromMs, toMs }: Window, { zoom, move }: Change): Window {
  const width = toMs - fromMs;
  const middle = (fromMs + toMs) / 2 + move * width;
  return { fromMs: middle - (width * zoom) / 2, toMs: middle + (width * zoom) / 2 };
}

export function useGestures(
  box: { readonly current: HTMLElement | null },
  shown: Window,
  whole: Window,
  setZoom: (window: Window | undefined) => void,
) {
  const dragFrom = useRef<{ x: number; window: Window } | undefined>(undefined);
  const hasDragged = useRef(false);
  /** Never more than there is. */
  const limited = (next: Window) => (next.toMs - next.fromMs >= whole.toMs - whole.fromMs ? undefined : next);
  const perPixel = (shown.toMs - shown.fromMs) / Math.max(1, box.current?.clientWidth ?? 1);
  useEffect(() => {
    const element = box.current;
    // Not passive: the page must not zoom as well.
    const zoomed = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const left = element?.getBoundingClientRect().left ?? 0;
      const at = shown.fromMs + (event.clientX - left) * perPixel;
      const factor = Math.exp(event.deltaY / 300);
      const next = { fromMs: at - (at - shown.fromMs) * factor, toMs: at + (shown.toMs - at) * factor };
      setZoom(limited(next));
    };
    element?.addEventListener('wheel', zoomed, { passive: false });
    return () => element?.removeEventListener('wheel', zoomed);
  });
  return {
    onKeyDown: (event: KeyboardEvent) => {
      const change = KEYS[event.key];
      if (change === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      setZoom(limited(changed(shown, change)));
    },
    onPointerDown: (event: PointerEvent) => {
      dragFrom.current = { x: event.clientX, window: shown };
      hasDragged.current = false;
    },
    onPointerMove: (event: PointerEvent) => {
      const from = dragFrom.current;
      if (from === undefined || event.buttons === 0 || Math.abs(event.clientX - from.x) < 4) return;
      hasDragged.current = true;
      const moved = (from.x - event.clientX) * perPixel;
      setZoom({ fromMs: from.window.fromMs + moved, toMs: from.window.toMs + moved });
    },
    /** The end of a drag is a click for the browser; it opens nothing. */
    onClickCapture: (event: MouseEvent) => {
      if (hasDragged.current) event.stopPropagation();
    },
    onPointerUp: () => {
      dragFrom.current = undefined;
    },
  };
}
