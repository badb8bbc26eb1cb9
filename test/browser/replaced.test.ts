/** A page that stays open while its collector ends, and another one with another database begins at the same address. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { nextEvent, type TestCollector } from '../support/collector.js';
import { describeInBrowser, openPage, rowNamed, rowsOf, startPage } from './browser.js';

/** The same numbers (`seq`, `key`) as in any other collector, and one event that both have. */
const BOTH = nextEvent({ event_name: 'both' });
const eventsOf = (name: string) => [
  nextEvent({ event_name: `${name}-call`, server_name: name, attributes: { 'mcpwatch.session.id': 'abcdef012345-1' } }),
  nextEvent({
    event_name: `${name}-failure`,
    server_name: name,
    is_error: true,
    error_message: `${name} broke`,
    attributes: { 'mcpwatch.session.id': 'ffffffffffff-1' },
  }),
  BOTH,
];

async function replace(first: TestCollector, page: Page): Promise<void> {
  await first.collector.close();
  await page.getByRole('alert').getByText('not reachable').waitFor();
  const second = await startPage();
  await second.post(...eventsOf('after'));
  await second.collector.listen(Number(new URL(first.url).port));
}

describeInBrowser('a page whose collector is replaced by one with another database', () => {
  it('shows what the new one has, once, and nothing of the old one', async () => {
    const first = await startPage();
    await first.post(...eventsOf('before'));
    const page = await openPage(first);
    await rowNamed(page, 'before-call').click();
    await page.getByRole('complementary').getByRole('heading', { name: 'before-call' }).waitFor();
    await replace(first, page);
    await rowNamed(page, 'after-call').waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect((await rowsOf(page)).map((row) => /\w+-(?:call|failure)|both/.exec(row)?.[0]).sort()).toEqual([
      'after-call',
      'after-failure',
      'both',
    ]);
    await page.getByRole('complementary').getByText('it is not stored').waitFor();
  });

  it.each([
    ['sessions', 'before', 'after'],
    ['tools', 'before-call', 'after-call'],
    ['problems', 'before broke', 'after broke'],
    ['sessions/abcdef012345-1', 'before-call', 'after-call'],
  ])('shows no %s of the old one', async (view, before, after) => {
    const first = await startPage();
    await first.post(...eventsOf('before'), nextEvent({ event_name: 'before-more' }));
    const page = await openPage(first, `#/${view}`);
    await page.locator('.columns').getByText(before, { exact: true }).first().waitFor();
    await replace(first, page);
    await page.locator('.columns').getByText(after, { exact: true }).first().waitFor();
    await expect.poll(() => page.locator('.columns').textContent()).not.toContain('before');
  });

  it('loads what was asked for while there was no collector', async () => {
    const first = await startPage();
    await first.post(...eventsOf('before'));
    const page = await openPage(first);
    await rowNamed(page, 'before-call').waitFor();
    await first.collector.close();
    await page.getByRole('alert').getByText('not reachable').waitFor();
    await page.goto(`${first.url}/#/live?filter=tool:after-call`);
    await page.getByText('This view is loaded as soon as the collector answers again.').waitFor();
    const second = await startPage();
    await second.post(...eventsOf('after'));
    await second.collector.listen(Number(new URL(first.url).port));
    await rowNamed(page, 'after-call').waitFor();
  });
});
