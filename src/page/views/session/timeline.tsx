/** Lanes over time, with the whole session small below them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Row } from '../../api/types.js';
import { statusWord } from '../../components/status.js';
import { momentOf } from '../../format/moment.js';
import { durationOf, textOf } from '../../format/quantity.js';
import { shownText } from '../../format/shown-text.js';
import { clockTime } from '../../format/time.js';
import { openEvent, showEvent } from '../../state/location.js';
import { type Lane, type Layout, layOut, ticks, tickText } from './lanes.js';
import { useGestures, type Window } from './zoom.js';

const LANE_PX = 26;
const BAR_PX = 18;
const AXIS_PX = 24;
const MAP_PX = 32;
const MAX_LANES = 40;
/** Room for the text of a tick: one that is cut says something else. */
const AXIS_TEXT_PX = 76;

export function Timeline({ rows, nowMs }: { readonly rows: readonly Row[]; readonly nowMs: number }) {
  const layout = layOut(rows, nowMs);
  const [zoom, setZoom] = useState<Window | undefined>();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const margin = (layout.toMs - layout.fromMs) * 0.02;
  const whole = { fromMs: layout.fromMs - margin, toMs: layout.toMs + margin };
  const shown = zoom ?? whole;
  const x = (ms: number) => ((ms - shown.fromMs) / (shown.toMs - shown.fromMs)) * width;
  const lanes = Math.min(layout.lanes, MAX_LANES);
  const height = AXIS_PX + lanes * LANE_PX + 8;
  const gestures = useGestures(box, shown, whole, setZoom);

  return (
    <div class="timeline" ref={box}>
      <svg
        width={width}
        height={height}
        role="group"
        aria-label="Calls over time: + and - zoom, arrows move, 0 shows everything"
        class="timeline-lanes"
        tabindex={0}
        onClick={openBar}
        onDblClick={() => setZoom(undefined)}
        {...gestures}
      >
        <Patterns />
        <Axis shown={shown} x={x} height={height} width={width} fromMs={layout.fromMs} />
        {layout.markers.map((marker) => {
          const at = x(marker.atMs);
          if (at < 0 || at > width) return null;
          return (
            <line
              key={marker.row.key}
              class={`marker-line marker-${marker.row.event_type}`}
              x1={at}
              x2={at}
              y1={AXIS_PX}
              y2={height}
            >
              <title>{`${marker.row.event_name} ${clockTime(momentOf(marker.row))}`}</title>
            </line>
          );
        })}
        {layout.calls
          .filter(({ lane, startMs, endMs }) => lane < MAX_LANES && endMs >= shown.fromMs && startMs <= shown.toMs)
          .map((call) => (
            <Bar key={call.row.key} call={call} x={x} width={width} />
          ))}
      </svg>
      <Minimap layout={layout} whole={whole} shown={shown} width={width} onMove={setZoom} />
      {layout.lanes > MAX_LANES && (
        <p class="secondary">{layout.lanes - MAX_LANES} more lanes are in the list below.</p>
      )}
    </div>
  );
}

function Patterns() {
  return (
    <defs>
      <pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="3" height="6" class="stripe" />
      </pattern>
    </defs>
  );
}

interface AxisProps {
  readonly shown: Window;
  readonly x: (ms: number) => number;
  readonly width: number;
  readonly height: number;
  readonly fromMs: number;
}

function Axis({ shown, x, width, height, fromMs }: AxisProps) {
  return (
    <g class="axis" aria-hidden="true">
      {ticks(fromMs, Math.max(fromMs, shown.fromMs), shown.toMs, Math.max(2, Math.floor(width / 110))).map((at) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1={AXIS_PX - 4} y2={height} />
          {x(at) + AXIS_TEXT_PX < width && (
            <text x={x(at) + 4} y={14}>
              {at === fromMs ? clockTime(new Date(at).toISOString()) : `+${tickText(at - fromMs)}`}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}

/** The narrowest bar that can be pointed at. */
const MIN_BAR_PX = 3;

function openBar({ target }: MouseEvent): void {
  const id = target instanceof Element && target.closest('[data-event]')?.getAttribute('data-event');
  if (id) showEvent(id);
}

/** For the pointer; the list below has the same calls for the keyboard. */
function Bar({ call, x, width }: { readonly call: Lane; readonly x: (ms: number) => number; readonly width: number }) {
  const { row, lane, startMs, endMs, inner } = call;
  const left = Math.max(-10, x(startMs));
  const right = Math.min(width + 10, x(endMs));
  const barWidth = Math.max(MIN_BAR_PX, right - left);
  const top = AXIS_PX + lane * LANE_PX + 4;
  const label = `${shownText(row.event_name)}, ${statusWord(row.status)}, ${textOf(durationOf(row.duration_ms))}`;
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a group of shapes is not interactive
    <g
      role="img"
      aria-label={label}
      class={`call-bar status-${row.status}${row.event_id === openEvent.value ? ' active' : ''}`}
      data-event={row.event_id}
    >
      <title>{`${label}\n${clockTime(row.started_at)}`}</title>
      <rect x={left} y={top} width={barWidth} height={BAR_PX} rx="2" class="call-own" />
      {inner.map((request) => (
        <rect
          key={request.row.key}
          x={x(request.startMs)}
          y={top}
          width={Math.max(1, x(request.endMs) - x(request.startMs))}
          height={BAR_PX}
          class="call-wait"
          fill="url(#stripes)"
        />
      ))}
      {barWidth > 60 && (
        <text x={Math.max(4, left + 6)} y={top + 13}>
          {cut(row.event_name, Math.floor((barWidth - 12) / 7))}
        </text>
      )}
    </g>
  );
}

const cut = (text: string, chars: number): string =>
  text.length <= chars ? text : `${text.slice(0, Math.max(1, chars - 1))}…`;

interface MapProps {
  readonly layout: Layout;
  readonly whole: Window;
  readonly shown: Window;
  readonly width: number;
  readonly onMove: (window: Window) => void;
}

/** The whole session small; a click moves the window there. */
function Minimap({ layout, whole, shown, width, onMove }: MapProps) {
  const x = (ms: number) => ((ms - whole.fromMs) / (whole.toMs - whole.fromMs)) * width;
  const laneHeight = MAP_PX / Math.max(4, layout.lanes);
  function move(event: MouseEvent & { currentTarget: SVGSVGElement }) {
    const at = whole.fromMs + (event.offsetX / width) * (whole.toMs - whole.fromMs);
    const half = (shown.toMs - shown.fromMs) / 2;
    onMove({ fromMs: at - half, toMs: at + half });
  }
  return (
    <svg class="minimap" width={width} height={MAP_PX} aria-hidden="true" onClick={move}>
      {layout.calls.map(({ row, lane, startMs, endMs }) => (
        <rect
          key={row.key}
          class={`status-${row.status}`}
          x={x(startMs)}
          y={lane * laneHeight}
          width={Math.max(1, x(endMs) - x(startMs))}
          height={Math.max(1, laneHeight - 1)}
        />
      ))}
      <rect class="minimap-window" x={x(shown.fromMs)} y="0" width={x(shown.toMs) - x(shown.fromMs)} height={MAP_PX} />
    </svg>
  );
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(800);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}
