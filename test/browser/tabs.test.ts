/** The page in many tabs: a browser opens six connections to one address, and each visible page holds one for live updates. */
import { expect, it } from 'vitest';
import { nextEvent } from '../support/collector.js';
import { describeInBrowser, openPage, rowNamed, rowsOf, startPage } from './browser.js';

describeInBrowser('eight tabs', () => {
  it('all work: those that nobody sees leave their connection to others, and catch up when they are seen', async () => {
    const collector = await startPage();
    await collector.post(nextEvent({ event_name: 'before' }));
    const first = await openPage(collector);
    await rowNamed(first, 'before').waitFor();
    const setHidden = (page: typeof first, isHidden: boolean) =>
      page.evaluate(`
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${isHidden} });
        document.dispatchEvent(new Event('visibilitychange'));
      `);
    let shown = first;
    for (let tab = 2; tab <= 8; tab += 1) {
      await setHidden(shown, true);
      shown = await first.context().newPage();
      await shown.goto(first.url());
      await rowNamed(shown, 'before').waitFor();
    }
    await collector.post(nextEvent({ event_name: 'meanwhile' }));
    await rowNamed(shown, 'meanwhile').waitFor();
    expect((await rowsOf(first)).join()).not.toContain('meanwhile');
    await setHidden(shown, true);
    await setHidden(first, false);
    await rowNamed(first, 'meanwhile').waitFor();
    expect((await rowsOf(first)).filter((text) => text.includes('meanwhile'))).toHaveLength(1);
  });
});
