/** Much of everything: results of 5 MB, a thousand sessions. How long that holds the page, `npm run bench:page` says. */
import { expect, it } from 'vitest';
import { nextEvent } from '../support/collector.js';
import { describeInBrowser, openPage, rowNamed, startPage } from './browser.js';
import { until } from './until.js';

describeInBrowser('a result of 5 MB', () => {
  it.each([
    ['many members', Array.from({ length: 50_000 }, (_, id) => ({ id, text: 'x'.repeat(80) }))],
    ['one text', [{ type: 'text', text: 'lorem ipsum '.repeat(430_000) }]],
  ])('is read as tree and as text, and searched: %s', async (_, content) => {
    const collector = await startPage();
    const answer = await collector.post(
      nextEvent({ event_name: 'small' }),
      nextEvent({ event_name: 'big', response_content: { content, end: 'the needle' } }),
    );
    expect(await answer.json()).toMatchObject({ accepted: 2 });
    const page = await openPage(collector);
    await rowNamed(page, 'big').waitFor();
    await rowNamed(page, 'big').click();
    const detail = page.getByRole('complementary');
    await detail.getByRole('button', { name: /content: / }).click();
    await detail.getByText('the needle').waitFor();
    await detail.getByRole('radiogroup', { name: 'Show result as' }).getByText('text').click();
    await detail.getByRole('searchbox', { name: 'Find in Result' }).fill('the needle');
    await detail.getByText('1 of 1').waitFor();
  });
});

describeInBrowser('find in a text', () => {
  it('marks what was found and not the line, in any case and as it is written', async () => {
    const collector = await startPage();
    await collector.post(nextEvent({ response_content: { one: 'f(x) = F(X)', two: 'fxx', token: '[redacted f(x)]' } }));
    const page = await openPage(collector);
    await page.locator('[data-index="0"]').click();
    const detail = page.getByRole('complementary');
    await detail.getByRole('radiogroup', { name: 'Show result as' }).getByText('text').click();
    await detail.getByRole('searchbox', { name: 'Find in Result' }).fill('f(x)');
    await detail.getByText('1 of 2').waitFor();
    expect(await detail.locator('mark').allTextContents()).toEqual(['f(x)', 'F(X)', 'f(x)']);
    expect(await detail.locator('.line.found mark').allTextContents()).toEqual(['f(x)', 'F(X)']);
    expect(await detail.locator('.marker').textContent()).toBe('redacted f(x)');
  });
});

describeInBrowser('a thousand sessions', () => {
  it('are listed, filtered and opened', async () => {
    const collector = await startPage();
    const sessions = Array.from({ length: 1000 }, (_, index) =>
      nextEvent({
        server_name: `server-${index % 20}`,
        event_name: `tool-${index}`,
        attributes: { 'mcpwatch.session.id': `feedface-${index}` },
      }),
    );
    await collector.post(...sessions.slice(0, 500));
    await collector.post(...sessions.slice(500));
    const page = await openPage(collector, '#/sessions');
    await page.getByText('feedface-999', { exact: true }).waitFor();
    expect(await page.locator('main tbody tr').count()).toBe(1000);
    await page.goto(`${collector.url}/#/sessions?filter=server:server-7`);
    await until(page, 'document.querySelectorAll("main tbody tr").length === 50');
    await page.getByRole('link', { name: 'server-7' }).first().click();
    await page.getByRole('heading', { name: /^server-7/ }).waitFor();
  });
});

describeInBrowser('more sessions than are listed', () => {
  it('are said to be more', async () => {
    const collector = await startPage();
    const sessions = Array.from({ length: 1001 }, (_, index) =>
      nextEvent({ attributes: { 'mcpwatch.session.id': `feedface-${index}` } }),
    );
    await collector.post(...sessions);
    const page = await openPage(collector, '#/sessions');
    await page.getByText('These are the 1,000 sessions that were active last. A filter finds older ones.').waitFor();
    await page.goto(`${collector.url}/#/sessions?filter=session:feedface-0`);
    await until(page, 'document.querySelectorAll("main tbody tr").length === 1');
    await page.getByText('These are the').waitFor({ state: 'detached' });
  });
});
