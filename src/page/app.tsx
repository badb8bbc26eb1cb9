/** The frame of the page: header, views, and the detail beside them. */
import { useRef } from 'preact/hooks';
import { FilterInput } from './components/filter-input.js';
import { HelpDialog } from './components/help-dialog.js';
import { Icon } from './components/icon.js';
import { Pickers } from './components/pickers.js';
import { StatusMenu } from './components/status-menu.js';
import { countOf, textOf } from './format/quantity.js';
import { shortTime } from './format/time.js';
import { VIEWS, type View } from './state/address.js';
import { isHelpOpen } from './state/keyboard.js';
import { isPaused } from './state/live-list.js';
import { linkTo, openEvent, view } from './state/location.js';
import { detailWidth } from './state/preferences.js';
import { collector, connection } from './state/stream.js';
import { CallDetail } from './views/call/call-detail.js';
import { ChartsView } from './views/charts/charts-view.js';
import { LiveView } from './views/live/live-view.js';
import { ProblemsView } from './views/problems/problems-view.js';
import { SessionsView } from './views/session/sessions-view.js';
import { ToolsView } from './views/tools/tools-view.js';

interface ViewEntry {
  readonly title: string;
  /** A number beside the title; empty for none. */
  readonly count: () => string;
  readonly render: () => preact.JSX.Element | null;
}

const short = (count: number | undefined): string => (count === undefined ? '' : textOf(countOf(count)));

const ENTRIES: Readonly<Record<View, ViewEntry>> = {
  live: {
    title: 'Live',
    count: () =>
      collector.value === undefined || __REPORT__ ? '' : `${short(Math.round(collector.value.per_minute))}/min`,
    render: () => <LiveView />,
  },
  sessions: { title: 'Sessions', count: () => short(collector.value?.counts.sessions), render: () => <SessionsView /> },
  tools: { title: 'Tools', count: () => short(collector.value?.counts.tools), render: () => <ToolsView /> },
  problems: { title: 'Problems', count: () => short(collector.value?.counts.problems), render: () => <ProblemsView /> },
  charts: { title: 'Charts', count: () => '', render: () => <ChartsView /> },
};

/** Where the tabs are wider than the window. */
const intoSight = (tab: HTMLElement | null) => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

export function App() {
  const hasDetail = openEvent.value !== '';
  return (
    <>
      <header class="top">
        <h1>
          <a href="#/live">mcpwatch</a>
        </h1>
        <Pickers where="header" />
        <FilterInput />
        <PauseButton />
        <StatusMenu />
        <button
          type="button"
          class="button"
          onClick={() => {
            isHelpOpen.value = true;
          }}
        >
          <Icon name="help" label="Keys and filter" />
        </button>
      </header>
      <nav class="tabs" aria-label="Views">
        {VIEWS.map((name) => (
          <a
            key={name}
            {...(name === view.value ? { ref: intoSight } : {})}
            href={linkTo({ view: name, id: '', parameters: name === view.value ? {} : { event: '' } })}
            aria-current={name === view.value ? 'page' : undefined}
          >
            {ENTRIES[name].title} <span class="tab-count">{ENTRIES[name].count()}</span>
          </a>
        ))}
      </nav>
      <ConnectionBar />
      <div class={hasDetail ? 'columns with-detail' : 'columns'}>
        <main id="main">{ENTRIES[view.value].render()}</main>
        {hasDetail && (
          <>
            <Divider />
            <aside class="detail" aria-label="Detail" style={{ width: `${detailWidth.value}%` }}>
              <CallDetail />
            </aside>
          </>
        )}
      </div>
      <HelpDialog />
    </>
  );
}

function PauseButton() {
  if (view.value !== 'live' || __REPORT__) return null;
  return (
    <button
      type="button"
      class="button pause"
      aria-pressed={isPaused.value}
      title="Pause what is shown (p); nothing is lost"
      onClick={() => {
        isPaused.value = !isPaused.value;
      }}
    >
      <Icon name={isPaused.value ? 'play' : 'pause'} />
      <span class="only-wide">{isPaused.value ? 'Go on' : 'Pause'}</span>
    </button>
  );
}

function ConnectionBar() {
  const { value } = connection;
  if (value.status === 'locked') {
    return (
      <p class="connection" role="alert">
        This page needs the address that <code>mcpwatch dev</code> has printed: it carries the token that proves you may
        read.
      </p>
    );
  }
  const trouble = collector.value?.notices.find(({ code }) => code === 'store_failed');
  if (value.status !== 'lost' && trouble !== undefined) {
    return (
      <p class="connection" role="alert">
        Since {shortTime(trouble.at)}, {trouble.message}.
      </p>
    );
  }
  if (value.status !== 'lost') return null;
  return (
    <p class="connection" role="alert">
      The collector is not reachable: does <code>mcpwatch dev</code> still run? Trying again; what you see is from{' '}
      {shortTime(new Date(value.since).toISOString())}.
    </p>
  );
}

/** Resizes the detail, by pointer and by arrow keys. */
function Divider() {
  const isDragging = useRef(false);
  const set = (percent: number) => {
    detailWidth.value = Math.min(75, Math.max(25, Math.round(percent)));
  };
  return (
    <div
      class="divider"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Width of the detail"
      aria-valuenow={detailWidth.value}
      aria-valuemin={25}
      aria-valuemax={75}
      onPointerDown={(event) => {
        isDragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (isDragging.current) set(100 - (event.clientX / window.innerWidth) * 100);
      }}
      onPointerUp={() => {
        isDragging.current = false;
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') set(detailWidth.value + 2);
        if (event.key === 'ArrowRight') set(detailWidth.value - 2);
      }}
    />
  );
}
