/** What can be done with a call, in one row. */
import type { EventDetail } from '../../api/types.js';
import { CopyButton } from '../../components/copy-button.js';
import { Icon } from '../../components/icon.js';
import type { RemoteDocument } from '../../json/remote-document.js';
import { linkTo } from '../../state/location.js';
import { asChatLine, asCurl, asInspector, requestOf } from './copies.js';

interface Props {
  readonly detail: EventDetail;
  readonly document: RemoteDocument;
}

export function CallActions({ detail, document }: Props) {
  const { row, previous_event_id: previous, next_event_id: next } = detail;
  const params = async (): Promise<unknown> =>
    JSON.parse((await document.ask('text', { path: ['request_params'] })) || 'null');
  const whole = () => document.ask('text', { path: [] });
  const isCall = requestOf(row, null) !== undefined;
  const other = previous ?? next;
  return (
    <div class="actions">
      <CopyButton text={whole} shortcut="y">
        Copy JSON
      </CopyButton>
      {isCall && row.transport_type !== 'stdio' && (
        <CopyButton text={async () => asCurl(row, await params())}>Copy as curl</CopyButton>
      )}
      {isCall && <CopyButton text={async () => asInspector(row, await params())}>Copy for Inspector</CopyButton>}
      <CopyButton text={async () => asChatLine(row, await params())}>Copy for chat</CopyButton>
      {other !== null && (
        <a class="button" href={linkTo({ parameters: { compare: other } })}>
          Compare with {previous === null ? 'next' : 'previous'}
        </a>
      )}
      <a
        class="button"
        href={linkTo({ view: 'sessions', id: row.session_id, parameters: { event: row.event_id, filter: '' } })}
      >
        <Icon name="external" /> Show in session
      </a>
    </div>
  );
}
