/** The rows of the live list, as they arrive. */
import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/page/api/types.js';
import { RowList } from '../../src/page/state/row-list.js';
import { row } from './sample-row.js';

const list = (...rows: readonly Row[]) => {
  const made = new RowList();
  made.put(rows);
  return made;
};
const names = (of: RowList, order: 'newest-first' | 'oldest-first' = 'newest-first') =>
  of
    .placed(order)
    .map(
      ({ row: { event_name }, depth, repeats }) =>
        `${'  '.repeat(depth)}${event_name}${repeats > 1 ? ` x${repeats}` : ''}`,
    );

describe('the live list', () => {
  it('is in the order of time, whatever the order of arrival', () => {
    const late = row({ event_name: 'late', started_at: '2026-01-01T00:00:02.000Z' });
    const early = row({ event_name: 'early', started_at: '2026-01-01T00:00:01.000Z' });
    expect(names(list(late, early))).toEqual(['late', 'early']);
    expect(names(list(early, late), 'oldest-first')).toEqual(['early', 'late']);
  });

  it('is in the order of time when rows come among those that are there, and when some change', () => {
    const at = (second: number) => row({ event_name: `${second}`, started_at: `2026-01-01T00:00:${second}.000Z` });
    const made = list(at(10), at(30), at(50));
    const open = { ...at(40), status: 'running' as const };
    made.put([open, at(20)]);
    expect(names(made)).toEqual(['50', '40', '30', '20', '10']);
    made.put([{ ...open, seq: open.seq + 1, event_name: '40, ended' }, at(60), at(11)]);
    expect(names(made)).toEqual(['60', '50', '40, ended', '30', '20', '11', '10']);
  });

  it('shows nested rows under their call, also when they arrive first', () => {
    const call = row({ event_name: 'ask', span_id: 'a'.repeat(16) });
    const asked = row({ event_name: 'elicitation/create', nested: true, parent_span_id: 'a'.repeat(16) });
    const other = row({ event_name: 'other', started_at: '2026-01-01T00:01:00.000Z' });
    expect(names(list(asked, call, other))).toEqual(['other', 'ask', '  elicitation/create']);
    expect(names(list(asked, call, other), 'oldest-first')).toEqual(['ask', '  elicitation/create', 'other']);
  });

  it('shows a nested row that matches on its own, as long as its call does not match', () => {
    const span = 'b'.repeat(16);
    const call = row({ event_name: 'export', span_id: span });
    const report = row({ event_name: 'call.hanging', nested: true, parent_span_id: span });
    const asked = row({ event_name: 'sampling/createMessage', nested: true, parent_span_id: span });
    const made = new RowList(({ event_name }) => event_name !== asked.event_name);
    made.put([report]);
    expect(names(made)).toEqual(['call.hanging']);
    made.put([{ ...call, children: [report, asked] }]);
    expect(names(made).sort()).toEqual(['  call.hanging', '  sampling/createMessage', 'export']);
    made.remove([call.key]);
    expect(names(made)).toEqual(['call.hanging']);
  });

  it('replaces a running call by its end, and never by something older', () => {
    const running = row({ key: 7, seq: 1, status: 'running' });
    const ended = row({ key: 7, seq: 2, status: 'ok' });
    const both = list(running, ended);
    both.put([running]);
    expect(both.placed('newest-first').map(({ row: { status } }) => status)).toEqual(['ok']);
  });

  it('folds what a polling client repeats, and nothing that went wrong', () => {
    const poll = () => row({ event_type: 'request', event_name: 'tools/list', mcp_method: 'tools/list' });
    const failed = row({ event_type: 'request', event_name: 'tools/list', mcp_method: 'tools/list', status: 'error' });
    expect(names(list(poll(), poll(), poll(), poll()))).toEqual(['tools/list x4']);
    expect(names(list(poll(), poll()))).toEqual(['tools/list', 'tools/list']);
    expect(names(list(poll(), failed, poll()))).toEqual(['tools/list', 'tools/list', 'tools/list']);
  });

  it('keeps the newest ten thousand', () => {
    const many = Array.from({ length: 10_050 }, (_, index) =>
      row({ event_name: `n${index}`, started_at: new Date(1_700_000_000_000 + index).toISOString() }),
    );
    const made = list(...many);
    expect(made.size).toBe(10_000);
    expect(names(made)[0]).toBe('n10049');
    expect(made.oldest).toBe(many[50]?.started_at);
  });
});
