/** The live view in a real browser: it follows what happens, and never moves what the reader looks at. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { nextEvent, type TestCollector } from '../support/collector.js';
import { describeInBrowser, openPage, rowNamed, rowsOf, startPage } from './browser.js';

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => nextEvent({ event_name: `${prefix}-${index}` }));

/** So many events in batches, ten a second. */
async function sendAtRate({ post }: TestCollector, perSecond: number, seconds: number): Promise<void> {
  for (let batch = 0; batch < seconds * 10; batch += 1) {
    const due = sleep(100);
    await post(...named(`burst-${batch}`, perSecond / 10));
    await due;
  }
}

describeInBrowser('the live view', () => {
  it('shows an event as soon as it arrives, newest first', async () => {
    const collector = await startPage();
    await collector.post(...named('early', 3));
    const page = await openPage(collector);
    await rowNamed(page, 'early-2').waitFor();
    await collector.post(...named('late', 1));
    await rowNamed(page, 'late-0').waitFor();
    expect((await rowsOf(page))[0]).toContain('late-0');
  });

  it('keeps rows where they are while the pointer is on them, and says how many are new', async () => {
    const collector = await startPage();
    await collector.post(...named('early', 30));
    const page = await openPage(collector);
    await rowNamed(page, 'early-20').hover();
    const before = await rowsOf(page);
    await collector.post(...named('late', 12));
    await page.getByRole('button', { name: '12 new' }).waitFor();
    expect(await rowsOf(page)).toEqual(before);
    await page.getByRole('button', { name: '12 new' }).click();
    await rowNamed(page, 'late-11').waitFor();
  });

  it('takes a row away that matches the filter no more, but not from under the pointer', async () => {
    const collector = await startPage();
    const calls = ['one', 'two'].map((event_name) =>
      nextEvent({ event_name, attributes: { 'mcpwatch.state': 'started' } }),
    );
    await collector.post(...calls);
    const page = await openPage(collector, '#/live?filter=status:running');
    await rowNamed(page, 'one').waitFor();
    const [one, two] = calls;
    await collector.post(nextEvent({ event_name: 'one', span_id: one?.span_id ?? '' }));
    await rowNamed(page, 'one').waitFor({ state: 'detached' });
    await rowNamed(page, 'two').hover();
    await collector.post(nextEvent({ event_name: 'two', span_id: two?.span_id ?? '' }));
    await page.waitForTimeout(1000);
    expect(await rowNamed(page, 'two').count()).toBe(1);
    await page.mouse.move(5, 5);
    await rowNamed(page, 'two').waitFor({ state: 'detached' });
  });

  it('finds what hangs in every view, also when it has ended after all', async () => {
    const collector = await startPage();
    const call = nextEvent({ event_name: 'export', attributes: { 'mcpwatch.state': 'started' } });
    const report = { event_type: 'error', event_name: 'call.hanging', is_error: true } as const;
    await collector.post(call, nextEvent({ ...report, parent_span_id: call.span_id, error_message: 'open for 30 s' }));
    const page = await openPage(collector, '#/tools?filter=status:hanging');
    await page.getByText('1 running').waitFor();
    await page.goto(`${collector.url}/#/problems?filter=status:hanging`);
    await page.getByRole('button', { name: 'open for' }).click();
    await page.getByRole('link', { name: 'Show all 1' }).click();
    await rowNamed(page, 'call.hanging').waitFor();
    await page.goto(`${collector.url}/#/live?filter=status:hanging`);
    await rowNamed(page, 'export').waitFor();
    expect(await rowsOf(page)).toHaveLength(2);
    await collector.post(nextEvent({ event_name: 'export', span_id: call.span_id }));
    await rowNamed(page, 'export').waitFor({ state: 'detached' });
    await rowNamed(page, 'call.hanging').getByText('hanging', { exact: true }).waitFor();
  });

  it('pauses with p: nothing is shown, nothing is lost', async () => {
    const collector = await startPage();
    await collector.post(...named('early', 2));
    const page = await openPage(collector);
    await rowNamed(page, 'early-1').waitFor();
    await page.keyboard.press('p');
    await collector.post(...named('late', 3));
    await page.getByRole('button', { name: 'Paused · 3 new' }).waitFor();
    expect(await rowNamed(page, 'late-2').count()).toBe(0);
    await page.keyboard.press('p');
    await rowNamed(page, 'late-2').waitFor();
  });

  it('adds a cell to the filter when it is clicked', async () => {
    const collector = await startPage();
    await collector.post(nextEvent({ server_name: 'notes' }), nextEvent({ server_name: 'travel', event_name: 'fly' }));
    const page = await openPage(collector);
    await page.locator('[role=grid]').getByText('notes', { exact: true }).click();
    await rowNamed(page, 'fly').waitFor({ state: 'detached' });
    expect(page.url()).toContain('filter=server%3Anotes');
  });

  it('highlights beside filtering: all rows stay, those that match are marked', async () => {
    const collector = await startPage();
    await collector.post(
      ...named('plain', 3),
      nextEvent({ event_name: 'broken', is_error: true, error_message: 'no' }),
    );
    const page = await openPage(collector, '#/live?mark=status:error');
    await page.locator('.row.marked').getByText('broken').waitFor();
    expect(await page.locator('.row.marked').count()).toBe(1);
    expect(await rowsOf(page)).toHaveLength(4);
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'broken' }).waitFor();
  });

  it('draws only what is in sight, and keeps a limited number of rows, at 500 events a second', async () => {
    const collector = await startPage();
    await collector.post(...named('early', 1));
    const page = await openPage(collector);
    await rowNamed(page, 'early-0').waitFor();
    await sendAtRate(collector, 500, 4);
    await collector.post(...named('last', 1));
    await rowNamed(page, 'last-0').waitFor();
    expect(await page.locator('[role=grid] [data-index]').count()).toBeLessThan(80);
  });

  it('shows the time in the reader’s zone, with its offset', async () => {
    const collector = await startPage();
    const dayFrom = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10);
    const [day, next] = [dayFrom(-3 * 86_400_000), dayFrom(-2 * 86_400_000)];
    await collector.post(nextEvent({ started_at: `${day}T20:15:00.250Z` }));
    const page = await openPage(collector, '#/live', { timezoneId: 'Asia/Kolkata' });
    await page.getByText(`${next.slice(5)} 01:45:00`, { exact: true }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Time' }).textContent()).toContain('UTC+05:30');
    await page.keyboard.press('j');
    await page.getByText(`${next} 01:45:00.250 UTC+05:30`).waitFor();
    const today = new Date();
    await collector.post(nextEvent({ event_name: 'of-today', started_at: today.toISOString() }));
    await rowNamed(page, 'of-today')
      .getByText(new RegExp(`^\\d\\d:\\d\\d:\\d\\d\\.${String(today.getMilliseconds()).padStart(3, '0')}$`))
      .waitFor();
  });
});
