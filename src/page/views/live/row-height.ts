/** How high a row of events is: one line, or two in a narrow window (styles/narrow.css). */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const ROW_PX = 28;
const NARROW_ROW_PX = 44;
const NARROW = window.matchMedia('(max-width: 640px)');

export function useRowHeight(): number {
  const height = useSignal(NARROW.matches ? NARROW_ROW_PX : ROW_PX);
  useEffect(() => {
    const changed = () => {
      height.value = NARROW.matches ? NARROW_ROW_PX : ROW_PX;
    };
    NARROW.addEventListener('change', changed);
    return () => NARROW.removeEventListener('change', changed);
  }, [height]);
  return height.value;
}
