/** Filters over more events than are read at once: what roll-ups and indices answer agrees with the events. */
import { describe, expect, it } from 'vitest';
import { KINDS, nextEvent, startCollector } from '../support/collector.js';

const MINUTE_MS = 60_000;
const at = (ms: number) => new Date(ms).toISOString();

describe.each(KINDS)('in a store of kind %s', (kind) => {
  const scene = async () => {
    const { post, json } = await startCollector(kind);
    const now = Date.now();
    const events = Array.from({ length: 60 }, (_, index) =>
      nextEvent({
        event_name: `tool_${index % 3}`,
        server_name: `server_${index % 2}`,
        started_at: at(now - index * MINUTE_MS),
        duration_ms: index * 100,
        is_error: index % 5 === 0,
        error_message: index % 5 === 0 ? 'it broke' : null,
        attributes: { 'mcpwatch.session.id': `aaaa-${index % 10}` },
      }),
    );
    await post(...events);
    return { json, events };
  };

  it('sessions of a tool are all there, on pages without gaps or duplicates', async () => {
    const { json, events } = await scene();
    const wanted = new Set(
      events
        .filter(({ event_name, duration_ms }) => event_name === 'tool_1' && duration_ms > 1000)
        .map(({ attributes }) => attributes['mcpwatch.session.id']),
    );
    const seen: string[] = [];
    let cursor = '';
    do {
      const filter = encodeURIComponent('tool:tool_1 dur:>1s');
      const page = await json(`/api/sessions?filter=${filter}&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(page.complete).toBe(true);
      seen.push(...page.items.map(({ session_id }: { session_id: string }) => session_id));
      cursor = page.next === null ? '' : encodeURIComponent(page.next);
    } while (cursor !== '');
    expect(seen).toHaveLength(wanted.size);
    expect(new Set(seen)).toEqual(wanted);
  });

  it.each(['dur:>1s', 'dur:<=2s', '-dur:>1s', 'dur:>1s dur:<=3s'])(
    'charts of %s count the same calls as the list',
    async (filter) => {
      const { json } = await scene();
      const query = encodeURIComponent(`server:server_1 ${filter}`);
      const listed = await json(`/api/events?filter=${query}&limit=100`);
      const charts = await json(
        `/api/series?by=none&filter=${query}&from=${at(Date.now() - 3 * 3_600_000)}&to=${at(Date.now() + MINUTE_MS)}`,
      );
      expect(charts).toMatchObject({ source: 'rollup', complete: true });
      const calls = charts.series.flatMap((series: { calls: number[] }) => series.calls);
      expect(calls.reduce((sum: number, count: number) => sum + count, 0)).toBe(listed.items.length);
    },
  );

  it.each(['dur:>1s', 'dur:>=1s', 'dur:1s..2s', 'status:error dur:>2s', 'dur:>1s since:30m'])(
    '%s finds what the same filter finds one event at a time',
    async (filter) => {
      const { json, events } = await scene();
      const all = await json(`/api/events?filter=${encodeURIComponent(filter)}&limit=100`);
      for (const { event_id } of events) {
        const isListed = all.items.some((row: { event_id: string }) => row.event_id === event_id);
        const alone = await json(
          `/api/events?filter=${encodeURIComponent(`${filter} span:${(await json(`/api/events/${event_id}`)).row.span_id}`)}`,
        );
        expect(alone.items.length).toBe(isListed ? 1 : 0);
      }
    },
  );
});
