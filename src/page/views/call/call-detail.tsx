/** One event in full: outcome and times first, then arguments, result, error and attributes. */
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { isOpen } from '../../../analysis/rows/row.js';
import type { EventDetail } from '../../api/types.js';
import { Icon } from '../../components/icon.js';
import { Duration, Size } from '../../components/quantity.js';
import { StatusMark } from '../../components/status.js';
import { counted } from '../../format/quantity.js';
import { sentence } from '../../format/sentence.js';
import { shownText } from '../../format/shown-text.js';
import { ageOf, fullTime } from '../../format/time.js';
import { RemoteDocument } from '../../json/remote-document.js';
import { now } from '../../state/clock.js';
import { durationNow } from '../../state/duration-now.js';
import { addToFilter } from '../../state/filter-text.js';
import { onShortcut } from '../../state/keyboard.js';
import { useLoaded } from '../../state/load.js';
import { closeEvent, linkTo, openEvent, parameter } from '../../state/location.js';
import { freshness, resets } from '../../state/stream.js';
import { term } from '../../state/term.js';
import { Comparison } from '../compare/comparison.js';
import { CallActions } from './actions.js';
import { Attributes } from './attributes.js';
import { ErrorSection } from './error-section.js';
import { PayloadSection } from './payload-section.js';
import { RelatedRows } from './related-rows.js';
import { Section } from './section.js';

/** Tokens are estimated as bytes divided by four; no tokenizer is loaded for it. */
const BYTES_PER_TOKEN = 4;

export function CallDetail() {
  const isOpenEnded = useComputed(() => freshness.value);
  const loaded = useLoaded<EventDetail>(() => {
    const id = openEvent.value;
    if (id === '') return undefined;
    void resets.value;
    // A running call changes; a finished one does not, and is asked for once.
    const row = loaded.peek().value?.row;
    if (row !== undefined && isOpen(row)) void isOpenEnded.value;
    return { path: `/api/events/${encodeURIComponent(id)}` };
  });
  const { value } = loaded.value;
  if (loaded.value.status === 'failed' && value === undefined) {
    return (
      <Frame title="Event">
        <p class="notice">{sentence(loaded.value.message)}</p>
      </Frame>
    );
  }
  if (value === undefined) return <Frame title="…">{null}</Frame>;
  const compared = parameter('compare');
  return (
    <Frame title={value.row.event_name || value.row.event_type}>
      {compared === '' ? (
        <Whole key={value.row.event_id} detail={value} />
      ) : (
        <Comparison detail={value} other={compared} />
      )}
    </Frame>
  );
}

function Frame({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <>
      <header class="detail-head">
        <button type="button" class="button only-narrow" onClick={closeEvent}>
          <Icon name="back" label="Back to the list" />
        </button>
        <h2 title={shownText(title)}>
          <bdi>{shownText(title)}</bdi>
        </h2>
        <button type="button" class="button only-beside" onClick={closeEvent}>
          <Icon name="close" label="Close the detail" />
        </button>
      </header>
      <div class="detail-body">{children}</div>
    </>
  );
}

function Whole({ detail }: { readonly detail: EventDetail }) {
  const { row } = detail;
  const document = useDocument(row.event_id);
  useEffect(
    () => onShortcut('f', () => addToFilter(term(row.event_type === 'tool_call' ? 'tool' : 'name', row.event_name))),
    [row.event_type, row.event_name],
  );
  return (
    <>
      <Summary detail={detail} />
      <CallActions detail={detail} document={document} />
      {detail.parent !== null && <RelatedRows title="Part of" rows={[detail.parent]} />}
      {detail.rounds.length > 1 && <RelatedRows title="Rounds of this operation" rows={detail.rounds} />}
      {detail.children.length > 0 && <RelatedRows title="Asked and sent meanwhile" rows={detail.children} />}
      {(row.error_message !== null || detail.exception !== null) && <ErrorSection detail={detail} />}
      <PayloadSection title="Arguments" document={document} field="request_params" />
      <PayloadSection title="Result" document={document} field="response_content" />
      <Section title="Attributes">
        <Attributes detail={detail} />
      </Section>
    </>
  );
}

/** The event's JSON, in a worker of its own that ends with the detail. */
function useDocument(eventId: string): RemoteDocument {
  const document = useMemo(() => new RemoteDocument(`/api/events/${encodeURIComponent(eventId)}/body`), [eventId]);
  useEffect(() => () => document.close(), [document]);
  return document;
}

function Summary({ detail: { row } }: { readonly detail: EventDetail }) {
  const bytes = (row.request_bytes ?? 0) + (row.response_bytes ?? 0);
  return (
    <dl class="facts">
      <Fact name="Outcome">
        <StatusMark status={row.status} />
      </Fact>
      <Fact name="Duration">
        <Duration ms={durationNow(row)} />
      </Fact>
      {row.client_wait_ms !== null && row.client_wait_ms > 0 && (
        <div class="fact-wide">
          <SplitDuration durationMs={row.duration_ms} waitMs={row.client_wait_ms} />
        </div>
      )}
      <Fact name="Server">
        <FilterButton filterKey="server" value={row.server_name} /> <bdi>{shownText(row.server_version)}</bdi>
      </Fact>
      {row.client_name !== '' && (
        <Fact name="Client">
          <FilterButton filterKey="client" value={row.client_name} /> <bdi>{shownText(row.client_version)}</bdi>
        </Fact>
      )}
      <Fact name="Method">
        <FilterButton filterKey="method" value={row.mcp_method} />
      </Fact>
      <Fact name="Transport">
        {row.transport_type} {row.mcp_protocol_version}
      </Fact>
      {bytes > 0 && (
        <Fact name="Size" isWide>
          <Size bytes={row.request_bytes} /> in · <Size bytes={row.response_bytes} /> out{' '}
          <span class="secondary">
            ≈ {counted(Math.ceil(bytes / BYTES_PER_TOKEN), 'token')}, estimated: UTF-8 bytes ÷ {BYTES_PER_TOKEN}
            {row.bytes_estimated ? '; the size itself is estimated' : ''}
          </span>
        </Fact>
      )}
      <Fact name="Started" isWide>
        {fullTime(row.started_at)} <span class="secondary age">{ageOf(row.started_at, now.value)}</span>
      </Fact>
      <Fact name="Session" isWide>
        <a
          class="cut"
          title={shownText(row.session_id)}
          href={linkTo({ view: 'sessions', id: row.session_id, parameters: { event: row.event_id } })}
        >
          {row.session_id}
        </a>
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, isWide = false, children }: FactProps) {
  return (
    <div class={isWide ? 'fact fact-line' : 'fact'}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function FilterButton({ filterKey, value }: { readonly filterKey: string; readonly value: string }) {
  return (
    <button
      type="button"
      class="link"
      title={`Filter by ${filterKey}: ${shownText(value)}`}
      onClick={() => addToFilter(term(filterKey, value))}
    >
      <bdi>{shownText(value)}</bdi>
    </button>
  );
}

/** Solid: the server's own time; striped: waiting for the client. Both with their numbers. */
function SplitDuration({ durationMs, waitMs }: { readonly durationMs: number; readonly waitMs: number }) {
  const share = durationMs === 0 ? 0 : Math.min(1, waitMs / durationMs);
  return (
    <>
      <div class="split" aria-hidden="true">
        <span class="bar-server" style={{ width: `${(1 - share) * 100}%` }} />
        <span class="bar-wait" style={{ width: `${share * 100}%` }} />
      </div>
      <span class="secondary">
        <Duration ms={durationMs - waitMs} /> in the server · <Duration ms={waitMs} /> waiting for the client
      </span>
    </>
  );
}
