/** A call beside another call of the same tool: what differs in arguments and result. */
import { useEffect, useState } from 'preact/hooks';
import { get } from '../../api/client.js';
import type { EventDetail, Row } from '../../api/types.js';
import { Duration, Size } from '../../components/quantity.js';
import { StatusMark } from '../../components/status.js';
import { TableHead } from '../../components/table-head.js';
import { fullTime } from '../../format/time.js';
import { linkTo } from '../../state/location.js';
import { type DiffLine, diffLines } from './line-diff.js';

interface Compared {
  readonly row: Row;
  readonly body: Readonly<Record<string, unknown>>;
}

async function load(eventId: string): Promise<Compared | undefined> {
  const path = `/api/events/${encodeURIComponent(eventId)}`;
  const [detail, body] = await Promise.all([
    get<EventDetail>(path),
    get<Readonly<Record<string, unknown>>>(`${path}/body`),
  ]);
  return detail.status === 'ok' && body.status === 'ok' ? { row: detail.value.row, body: body.value } : undefined;
}

const COMPARED_COLUMNS = [
  { title: 'Call' },
  { title: 'Outcome' },
  { title: 'Duration', isNumber: true },
  { title: 'Result', isNumber: true },
];

export function Comparison({ detail, other }: { readonly detail: EventDetail; readonly other: string }) {
  const [pair, setPair] = useState<readonly [Compared, Compared] | 'loading' | 'failed'>('loading');
  const { event_id: eventId } = detail.row;
  useEffect(() => {
    let isOver = false;
    void Promise.all([load(other), load(eventId)]).then(([before, after]) => {
      if (isOver) return;
      setPair(before === undefined || after === undefined ? 'failed' : [before, after]);
    });
    return () => {
      isOver = true;
    };
  }, [other, eventId]);
  if (pair === 'loading') return <p class="faint">Loading…</p>;
  if (pair === 'failed') return <p class="notice notice-error">One of the two calls is no longer there.</p>;
  const [before, after] = pair;
  return (
    <>
      <p>
        <a href={linkTo({ parameters: { compare: '' } })}>Back to the call</a>
      </p>
      <table class="compared">
        <TableHead columns={COMPARED_COLUMNS} />
        <tbody>
          {[before, after].map(({ row }) => (
            <tr key={row.key}>
              <td>{fullTime(row.started_at)}</td>
              <td>
                <StatusMark status={row.status} />
              </td>
              <td class="number">
                <Duration ms={row.duration_ms} />
              </td>
              <td class="number">
                <Size bytes={row.response_bytes} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Difference title="Arguments" before={before.body['request_params']} after={after.body['request_params']} />
      <Difference title="Result" before={before.body['response_content']} after={after.body['response_content']} />
    </>
  );
}

export function Difference({ title, before, after }: { title: string; before: unknown; after: unknown }) {
  // A text of several lines is compared line by line.
  const lines = (value: unknown) => (JSON.stringify(value, null, 2) ?? '').replaceAll('\\n', '\\n\n').split('\n');
  const diff = diffLines(lines(before), lines(after));
  const isSame = diff.every(({ kind }) => kind === 'same');
  return (
    <section class="section" aria-label={title}>
      <h3 class="plain">{title}</h3>
      {isSame ? <p class="secondary">No difference.</p> : <DiffText diff={diff} />}
    </section>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;
/** Unchanged lines that are shown around a change. */
const CONTEXT = 3;

function DiffText({ diff }: { readonly diff: readonly DiffLine[] }) {
  const isNear = diff.map((_, index) =>
    diff.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  );
  return (
    <pre class="diff">
      {diff.map(({ kind, text }, index) => {
        if (!isNear[index]) return isNear[index - 1] ? <span class="line faint">…{'\n'}</span> : null;
        return (
          <span key={index} class={`line diff-${kind}`}>
            {SIGNS[kind]} {text}
            {'\n'}
          </span>
        );
      })}
    </pre>
  );
}
