/** axe-core finds nothing serious in any view and state, light and dark. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, openPage, startPage } from './browser.js';
import { placesOf, play } from './scene.js';
import { settled } from './until.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules that are broken, each with the elements that break it. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describeInBrowser('axe-core finds nothing serious', () => {
  it.each(['light', 'dark'] as const)('in any view, %s', async (colorScheme) => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/live', { colorScheme });
    for (const { name, at } of await placesOf(collector)) {
      await page.goto(`${collector.url}/${at}`);
      await settled(page);
      expect.soft(await faultsOf(page), name).toEqual([]);
    }
  });

  it.each(['light', 'dark'] as const)('on a phone, with more contrast, %s', async (colorScheme) => {
    const collector = await startPage();
    await play(collector, 'notes');
    const viewport = { width: 390, height: 844 };
    const page = await openPage(collector, '#/live', { colorScheme, contrast: 'more', viewport });
    for (const { name, at } of await placesOf(collector)) {
      await page.goto(`${collector.url}/${at}`);
      await settled(page);
      expect.soft(await faultsOf(page), name).toEqual([]);
    }
  });

  it('where there is nothing to show', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/live?filter=dur%3A%3Esoon');
    await page.getByRole('heading', { name: 'The filter is not understood' }).waitFor();
    expect.soft(await faultsOf(page), 'a filter that is not understood').toEqual([]);
    await page.goto(`${collector.url}/#/sessions/none-1?event=none`);
    await page.getByRole('complementary').getByText('It is not stored').waitFor();
    expect.soft(await faultsOf(page), 'nothing stored').toEqual([]);
    await collector.collector.close();
    await page.getByRole('alert').getByText('not reachable').waitFor();
    await page.goto(`${collector.url}/#/tools`);
    await page.getByText('This view is loaded as soon as the collector answers again.').waitFor();
    expect.soft(await faultsOf(page), 'no collector').toEqual([]);
  });

  it.each(['light', 'dark'] as const)('in help, menu, suggestions and narrow window, %s', async (colorScheme) => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/live', { colorScheme });
    await settled(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect.soft(await faultsOf(page), 'help').toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('collecting').click();
    expect.soft(await faultsOf(page), 'menu').toEqual([]);
    await page.keyboard.press('/');
    await page.keyboard.type('tool:');
    await page
      .getByRole('option', { name: /^tool:notes/ })
      .first()
      .waitFor();
    expect.soft(await faultsOf(page), 'suggestions').toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect.soft(await faultsOf(page), 'narrow').toEqual([]);
  });

  it.each(['light', 'dark'] as const)('before the first event, %s', async (colorScheme) => {
    const page = await openPage(await startPage(), '#/live', { colorScheme });
    await page.getByRole('heading', { name: 'Waiting for the first event' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });
});
