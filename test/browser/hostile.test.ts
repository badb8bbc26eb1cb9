/** What servers and clients send is text, whatever it says: nothing of it runs, and nothing of it breaks the page. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, openPage, startPage } from './browser.js';
import { placesOf, play } from './scene.js';
import { settled } from './until.js';

const ATTACK =
  '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script><svg onload=window.attacked=1>' +
  '</style><a href="javascript:window.attacked=1">x</a>';
/** Turns the line around, hides itself, and stacks marks on one letter. */
const ODD = `\u202Eevil\u202C \u2066x\u2069 a\u200Bb\uFEFF \u0000\u001B[31m z${'\u0301'.repeat(60)} \uD83D\uDE00 line\nbreak`;
const HUGE = `huge-${'long name '.repeat(10_000)}`;

/** Text that leaves its window, and marks of a script that ran. */
async function damageTo(page: Page): Promise<readonly string[]> {
  const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
  const attacked = await page.evaluate('window.attacked !== undefined');
  const foreign = Number(await page.evaluate('document.querySelectorAll("img, iframe, a[href^=javascript]").length'));
  const unseen = await page.evaluate('document.querySelector(".tabs").getBoundingClientRect().top > 100');
  return [
    ...(overflow > 0 ? [`wider than the window by ${overflow}`] : []),
    ...(attacked === true ? ['a script ran'] : []),
    ...(foreign > 0 ? ['an element was made of a text'] : []),
    ...(unseen === true ? ['the frame has moved'] : []),
  ];
}

describeInBrowser('hostile text', () => {
  it.each([
    ['HTML and scripts', ATTACK],
    ['bidirectional and invisible characters', ODD],
    ['names of 100 kB', HUGE],
  ])('is shown as text in every view: %s', async (_, text) => {
    const collector = await startPage();
    await play(collector, text);
    const page = await openPage(collector);
    for (const { name, at } of await placesOf(collector)) {
      for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${collector.url}/${at}`);
        await settled(page);
        expect.soft(await damageTo(page), `${name}, ${width} px`).toEqual([]);
      }
    }
  });
});
