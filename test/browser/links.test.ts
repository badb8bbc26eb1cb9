/** Every link of the page leads to the same place when it is opened anew: its address says everything. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, openPage, startPage } from './browser.js';
import { placesOf, play } from './scene.js';
import { settled } from './until.js';

/** What the page shows, once it does not change any more, apart from ages, which go on. */
async function shownBy(page: Page): Promise<string> {
  await settled(page);
  let shown = '';
  const isSame = async () => {
    const before = shown;
    shown = await textOf(page);
    return shown === before;
  };
  await expect.poll(isSame, { timeout: 60_000, interval: 100 }).toBe(true);
  return shown;
}

async function textOf(page: Page): Promise<string> {
  const text = (await page.locator('.columns').textContent()) ?? '';
  return text.replaceAll(
    /\d+ (?:s|min|h|d) ago|\d[\d.]* (?:ms|s|min|h|d)\b|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d to .*/g,
    '…',
  );
}

describeInBrowser('every link', () => {
  it('shows the same after a reload', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector);
    const seen = new Set<string>();
    const left = (await placesOf(collector)).map(({ at }) => at);
    for (let at = left.shift(); at !== undefined; at = left.shift()) {
      if (seen.has(at)) continue;
      seen.add(at);
      await page.goto(`${collector.url}/${at}`);
      await settled(page);
      const links = await page.locator('a[href^="#/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
      // The links of the places above are followed once; those of the places they lead to have the same forms.
      if (seen.size <= 14) left.push(...links.filter((href) => href !== null));
      const before = await shownBy(page);
      await page.reload();
      await expect.poll(() => shownBy(page), { timeout: 60_000, message: at }).toBe(before);
    }
    expect(seen.size).toBeGreaterThan(20);
  });
});
