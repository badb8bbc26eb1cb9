/** What a row of the live list shows, column by column. */
import { isOpen } from '../../../analysis/rows/row.js';
import type { Row } from '../../api/types.js';
import { DurationBar } from '../../components/duration-bar.js';
import { Icon } from '../../components/icon.js';
import { Duration, Size } from '../../components/quantity.js';
import { StatusMark } from '../../components/status.js';
import { momentOf } from '../../format/moment.js';
import { hueOf } from '../../format/server-hue.js';
import { shownText } from '../../format/shown-text.js';
import { fullTime, listTime, zoneOffset } from '../../format/time.js';
import { durationNow } from '../../state/duration-now.js';
import type { PlacedRow } from '../../state/row-list.js';
import { term } from '../../state/term.js';

export const COLUMNS = [
  { name: 'time', title: 'Time' },
  { name: 'server', title: 'Server' },
  { name: 'client', title: 'Client' },
  { name: 'name', title: 'Method and name' },
  { name: 'duration', title: 'Duration' },
  { name: 'size', title: 'Size' },
  { name: 'outcome', title: 'Outcome' },
] as const;

export function HeaderRow() {
  return (
    <div role="row" class="row head" aria-rowindex={1} tabIndex={-1}>
      {COLUMNS.map(({ name, title }) => (
        <div key={name} role="columnheader" class={`cell cell-${name}`} tabIndex={-1}>
          {title}
          {name === 'time' && <span class="zone"> {zoneOffset(new Date().toISOString())}</span>}
        </div>
      ))}
    </div>
  );
}

/** A cell whose text adds a term to the filter when it is clicked; the detail has the same for the keyboard. */
function Filterable({ filterKey, value }: { readonly filterKey: string; readonly value: string }) {
  return (
    <span class="filterable" data-term={term(filterKey, value)} title={`Filter by ${filterKey}: ${shownText(value)}`}>
      <bdi>{shownText(value)}</bdi>
    </span>
  );
}

export function RowCells({ placed }: { readonly placed: PlacedRow }) {
  const { row, depth, repeats } = placed;
  return (
    <>
      <div role="gridcell" class="cell cell-time" title={fullTime(momentOf(row))}>
        {depth === 0 && listTime(momentOf(row))}
      </div>
      <div role="gridcell" class="cell cell-server">
        {depth === 0 && (
          <>
            <span class={`server-mark hue-${hueOf(row.server_name)}`} />
            <Filterable filterKey="server" value={row.server_name} />
          </>
        )}
      </div>
      <div role="gridcell" class="cell cell-client">
        {depth === 0 && row.client_name !== '' && <Filterable filterKey="client" value={row.client_name} />}
      </div>
      <div role="gridcell" class={depth === 0 ? 'cell cell-name' : 'cell cell-name nested'}>
        {row.direction === 'outbound' && <Icon name="outbound" label="asked by the server" />}
        <Name row={row} />
        {repeats > 1 && <span class="repeats">× {repeats}</span>}
      </div>
      <div role="gridcell" class="cell cell-duration">
        {hasDuration(row) && (
          <>
            <DurationBar durationMs={durationNow(row)} waitMs={row.client_wait_ms} isOpen={isOpen(row)} />
            <Duration ms={durationNow(row)} />
          </>
        )}
      </div>
      <div role="gridcell" class="cell cell-size">
        {row.response_bytes !== null && <Size bytes={(row.request_bytes ?? 0) + row.response_bytes} />}
      </div>
      <div role="gridcell" class="cell cell-outcome" title={row.error_message ?? ''}>
        {(hasDuration(row) || row.status !== 'ok') && <StatusMark status={row.status} />}
        {row.error_message !== null && <bdi class="message">{row.error_message}</bdi>}
      </div>
    </>
  );
}

/** Their event names say no more than their types. */
const LIFECYCLE: Readonly<Record<string, string>> = { initialize: 'initialize', close: 'close' };

function Name({ row }: { readonly row: Row }) {
  const name = LIFECYCLE[row.event_type] ?? (row.event_name || row.event_type);
  const isNamed = name !== row.mcp_method && row.mcp_method !== '' && LIFECYCLE[row.event_type] === undefined;
  return (
    <span class="name" title={shownText(name)}>
      {isNamed && <span class="method">{row.mcp_method} </span>}
      <bdi>{shownText(name)}</bdi>
    </span>
  );
}

/** Notifications, lifecycle events and what is reported of a call are points in time. */
const hasDuration = ({ event_type: type, nested }: Row): boolean =>
  type !== 'notification' && type !== 'close' && !(type === 'error' && nested);
