/** All sessions, last active first; one of them in full. */

import type { Page, Session, SessionStatus } from '../../api/types.js';
import { Icon, type IconName } from '../../components/icon.js';
import { Partial } from '../../components/partial.js';
import { Duration } from '../../components/quantity.js';
import { TableHead } from '../../components/table-head.js';
import { counted } from '../../format/quantity.js';
import { hueOf } from '../../format/server-hue.js';
import { shownText } from '../../format/shown-text.js';
import { ageOf, fullTime } from '../../format/time.js';
import { now } from '../../state/clock.js';
import { useLoaded } from '../../state/load.js';
import { filter, linkTo, location } from '../../state/location.js';
import { freshness } from '../../state/stream.js';
import { Failure } from '../empty/failure.js';
import { Nothing } from '../empty/nothing.js';
import { SessionView } from './session-view.js';

const SESSION_COLUMNS = [
  { title: 'Session' },
  { title: 'Client' },
  { title: 'State' },
  { title: 'Calls', isNumber: true },
  { title: 'Errors', isNumber: true },
  { title: 'Length', isNumber: true },
  { title: 'Transport' },
  { title: 'Last active', isNumber: true },
];

export function SessionsView() {
  const { id } = location.value;
  return id === '' ? <SessionTable /> : <SessionView key={id} id={id} />;
}

/** As many as the collector answers with at once. */
const MAX_SESSIONS = 1000;

function SessionTable() {
  const loaded = useLoaded<Page<Session>>(() => {
    void freshness.value;
    return { path: '/api/sessions', query: { filter: filter.value, limit: MAX_SESSIONS } };
  });
  const { value } = loaded.value;
  if (loaded.value.status === 'failed' && value === undefined) return <Failure message={loaded.value.message} />;
  if (value === undefined) return <p class="notice">Loading…</p>;
  if (value.items.length === 0) return <Nothing />;
  return (
    <section class="page" aria-label="Sessions" tabIndex={0}>
      <Partial isComplete={value.complete} />
      <table class="table">
        <TableHead columns={SESSION_COLUMNS} />
        <tbody>
          {value.items.map((session) => (
            <SessionRow key={session.session_id} session={session} />
          ))}
        </tbody>
      </table>
      {value.next !== null && (
        <p class="secondary more">
          These are the {counted(value.items.length, 'session')} that were active last. A filter finds older ones.
        </p>
      )}
    </section>
  );
}

function SessionRow({ session }: { readonly session: Session }) {
  const lengthMs = Date.parse(session.ended_at ?? session.last_at) - Date.parse(session.started_at);
  return (
    <tr>
      <td class="main">
        <div class="named">
          <span class={`server-mark hue-${hueOf(session.server_name)}`} />
          <a
            class="plain-link"
            href={linkTo({ view: 'sessions', id: session.session_id })}
            title={shownText(session.server_name)}
          >
            <bdi>{shownText(session.server_name) || 'unnamed server'}</bdi>
          </a>
          <span class="session-id" title={session.session_id}>
            <bdi>{session.session_id}</bdi>
          </span>
        </div>
      </td>
      <td title={shownText(`${session.client_name} ${session.client_version}`)}>
        <bdi>{shownText(session.client_name) || '–'}</bdi>{' '}
        <bdi class="faint version">{shownText(session.client_version)}</bdi>
      </td>
      <td>
        <SessionState status={session.status} />
        {session.running > 0 && <span class="secondary running-now"> · {session.running} running</span>}
      </td>
      <td class="number">{session.calls}</td>
      <td class={session.errors > 0 ? 'number bad' : 'number faint'}>{session.errors}</td>
      <td class="number">
        <Duration ms={lengthMs} />
      </td>
      <td class="secondary">
        {session.transport_type} {session.mcp_protocol_version}
      </td>
      <td class="number secondary" title={fullTime(session.last_at)}>
        {ageOf(session.last_at, now.value)}
      </td>
    </tr>
  );
}

const STATES: Readonly<Record<SessionStatus, { readonly icon: IconName; readonly look: string }>> = {
  open: { icon: 'running', look: 'ok' },
  closed: { icon: 'ok', look: 'closed' },
  died: { icon: 'died', look: 'died' },
  quiet: { icon: 'more', look: 'closed' },
};

export function SessionState({ status }: { readonly status: SessionStatus }) {
  const { icon, look } = STATES[status];
  return (
    <span class={`status status-${look}`}>
      <Icon name={icon} />
      <span class="status-word">{status}</span>
    </span>
  );
}
