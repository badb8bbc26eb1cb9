/** What the collector is doing: connection, store, limits, and what is worth knowing. */

import type { CollectorState } from '../../analysis/state/collector-state.js';
import { apiUrl } from '../api/client.js';
import { counted, countOf, durationOf, sizeOf, textOf } from '../format/quantity.js';
import { fullTime } from '../format/time.js';
import { filter } from '../state/location.js';
import { newestAt, THEMES, theme } from '../state/preferences.js';
import { collector, connection } from '../state/stream.js';
import { Icon } from './icon.js';
import { ImportButton } from './import-button.js';
import { Pickers } from './pickers.js';

const CONNECTION_WORDS = {
  connecting: 'connecting',
  connected: 'collecting',
  lost: 'not reachable',
  locked: 'locked',
} as const;

export function StatusMenu() {
  const state = collector.value;
  const status = connection.value.status;
  const hasNotice = (state?.notices.length ?? 0) > 0;
  return (
    <details class="menu">
      <summary>
        <span class={`dot dot-${status}`} aria-hidden="true" />
        <span>{__REPORT__ ? 'report' : CONNECTION_WORDS[status]}</span>
        {hasNotice && <Icon name="warning" label="notices" />}
      </summary>
      <div class="menu-body">
        {state !== undefined && <Facts state={state} />}
        <Pickers where="menu" />
        <Choices />
        {!__REPORT__ && (
          <p class="actions">
            <a class="button" href={apiUrl('/api/export', { filter: filter.value })} download="mcpwatch.jsonl">
              <Icon name="download" /> Export what the filter shows
            </a>
            <ImportButton />
          </p>
        )}
      </div>
    </details>
  );
}

function Facts({ state }: { readonly state: CollectorState }) {
  const { store, retention, counts } = state;
  return (
    <>
      {state.notices.map(({ at, message }) => (
        <p key={at} class="notice">
          {message}
        </p>
      ))}
      <dl class="facts">
        <div class="fact">
          <dt>Events</dt>
          <dd>
            {textOf(countOf(counts.events))} in {textOf(sizeOf(store.bytes))}
          </dd>
        </div>
        <div class="fact">
          <dt>{store.kind === 'sqlite' ? 'File' : 'Store'}</dt>
          <dd>{store.kind === 'sqlite' ? store.path : `in memory only (${store.reason})`}</dd>
        </div>
        {!__REPORT__ && (
          <div class="fact">
            <dt>Kept</dt>
            <dd>
              for {textOf(durationOf(retention.max_age_ms))}, up to {textOf(countOf(retention.max_events))} events or{' '}
              {textOf(sizeOf(retention.max_bytes))}
              {retention.deleted_events > 0 && `; ${counted(retention.deleted_events, 'older event')} deleted`}
            </dd>
          </div>
        )}
        {Object.entries(state.lost).map(([reason, count]) => (
          <div class="fact" key={reason}>
            <dt>Lost</dt>
            <dd>
              {count} ({reason})
            </dd>
          </div>
        ))}
        <div class="fact">
          <dt>mcpwatch</dt>
          <dd>
            {state.version}, {__REPORT__ ? 'written' : `Node ${state.node}, since`} {fullTime(state.started_at)}
          </dd>
        </div>
        {state.simulate !== null && (
          <div class="fact">
            <dt>Simulating</dt>
            <dd>{state.simulate}</dd>
          </div>
        )}
      </dl>
    </>
  );
}

function Choices() {
  return (
    <div class="menu-choices">
      <div class="choice" role="radiogroup" aria-label="Colours">
        {THEMES.map((name) => (
          <button
            key={name}
            type="button"
            role="radio"
            aria-checked={theme.value === name}
            onClick={() => {
              theme.value = name;
            }}
          >
            {name}
          </button>
        ))}
      </div>
      <div class="choice" role="radiogroup" aria-label="Newest event">
        {(['top', 'bottom'] as const).map((end) => (
          <button
            key={end}
            type="button"
            role="radio"
            aria-checked={newestAt.value === end}
            onClick={() => {
              newestAt.value = end;
            }}
          >
            newest at the {end}
          </button>
        ))}
      </div>
    </div>
  );
}
