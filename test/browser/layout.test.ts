/** What is where on the page, from a phone to a wide screen: nothing leaves its place, and nothing is cut without its whole text. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { nextEvent } from '../support/collector.js';
import { describeInBrowser, openPage, rowNamed, startPage } from './browser.js';
import { placesOf, play } from './scene.js';
import { settled, until } from './until.js';

const WIDTHS = [390, 768, 1024, 1440, 2560];

/** A name that no line break makes shorter. */
const UNBROKEN = `list_all_entities_${'x'.repeat(300)}`;

/** Text that is wider than its box, which hides it, and that no tooltip says; a box with a scrollbar is no such box. */
const CUT_TEXTS = `[...document.querySelectorAll('body *')]
  .filter((element) => element.checkVisibility() && !element.closest('.sr-only, details:not([open]) > :not(summary)'))
  .filter((element) => getComputedStyle(element).overflowX === 'hidden' && element.clientWidth > 3)
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.textContent.trim() !== '')
  .filter((element) => element.closest('[title]') === null && element.querySelector('[title]') === null)
  .map((element) => element.tagName + '.' + element.className + ' is cut')`;

async function faultsOf(page: Page): Promise<readonly string[]> {
  const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'));
  const cut = await page.evaluate<readonly string[]>(CUT_TEXTS);
  return [...(overflow > 0 ? [`wider than the window by ${overflow}`] : []), ...new Set(cut)];
}

const widthOf = (page: Page, selector: string): Promise<number> =>
  page.evaluate(`document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().width`);

describeInBrowser('at any width', () => {
  it.each([
    ['short names', 'notes'],
    ['names without a break', UNBROKEN],
  ])('every view stays within the window, and what it cuts has a tooltip: %s', async (_, text) => {
    const collector = await startPage();
    await play(collector, text);
    const page = await openPage(collector);
    for (const { name, at } of await placesOf(collector)) {
      await page.goto(`${collector.url}/${at}`);
      await settled(page);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await faultsOf(page), `${name}, ${width} px`).toEqual([]);
      }
    }
  });

  it('suggestions stay within the window', async () => {
    const collector = await startPage();
    await play(collector, UNBROKEN);
    const page = await openPage(collector);
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('tool:');
    await page.getByRole('option', { name: /^tool:list_all/ }).waitFor();
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const [left, right] = await page.evaluate<readonly [number, number]>(
        '(({ left, right }) => [left, right])(document.querySelector(".suggestions").getBoundingClientRect())',
      );
      expect.soft(left, `${width} px`).toBeGreaterThanOrEqual(0);
      expect.soft(right, `${width} px`).toBeLessThanOrEqual(width);
    }
  });

  it('a long name gives way and does not go away', async () => {
    const collector = await startPage();
    await play(collector, UNBROKEN);
    const page = await openPage(collector, '#/tools', { viewport: { width: 390, height: 844 } });
    await settled(page);
    expect(await widthOf(page, '.tools .plain-link')).toBeGreaterThan(80);
  });

  it('pickers of server and period are there once', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector);
    await settled(page);
    await page.getByText('collecting').click();
    const seen = () =>
      page.evaluate('[...document.querySelectorAll("select")].filter((one) => one.checkVisibility()).length');
    expect(await seen()).toBe(1);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await seen()).toBe(1);
  });
});

describeInBrowser('a view without anything to show', () => {
  it.each(['live', 'sessions', 'tools', 'problems', 'charts'])(
    'says what is wrong with the filter: %s',
    async (view) => {
      const collector = await startPage();
      await play(collector, 'notes');
      const page = await openPage(collector, `#/${view}?filter=${encodeURIComponent('dur:>soon type:tool_call')}`);
      await page.getByRole('heading', { name: 'The filter is not understood' }).waitFor();
      await page.locator('main').getByText('dur: expected a comparison such as >500ms').waitFor();
      await page.locator('main').getByRole('button', { name: 'dur:>soon' }).click();
      await page.waitForURL(/filter=type%3Atool_call$/);
      await page.getByRole('heading', { name: 'The filter is not understood' }).waitFor({ state: 'detached' });
    },
  );

  it('says that a session or an event is not stored', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/sessions/none-1');
    await page.getByText('It is not stored, or not any more.').waitFor();
    await page.goto(`${collector.url}/#/live?event=none`);
    await page.getByRole('complementary').getByText('It is not stored, or not any more.').waitFor();
  });
});

describeInBrowser('the timeline of a session', () => {
  it('is one stop of the keyboard, and so is the list below; keys zoom and move it', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/sessions/abcdef012345-1');
    await rowNamed(page, 'notes').waitFor();
    const shown = () => page.evaluate<string>('document.querySelector(".minimap-window").getAttribute("x")');
    const whole = await shown();
    await page.getByRole('link', { name: 'Sessions', exact: true }).last().focus();
    await page.keyboard.press('Tab');
    await until(page, 'document.activeElement.classList.contains("timeline-lanes")');
    await page.keyboard.press('+');
    await expect.poll(shown).not.toBe(whole);
    const zoomed = await shown();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(shown).not.toBe(zoomed);
    await page.keyboard.press('0');
    await expect.poll(shown).toBe(whole);
    await page.keyboard.press('Tab');
    await until(page, 'document.activeElement.getAttribute("role") === "grid"');
    await page.keyboard.press('Tab');
    await until(page, 'document.activeElement.closest("[role=grid]") === null');
    const bar = page.locator('.call-bar.status-hanging > .call-own');
    const { x, y, width, height } = (await bar.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.locator('.timeline-lanes').press('+');
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2 + 40, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await page.locator('.timeline-lanes').press('0');
    expect(page.url()).not.toContain('event=');
    await bar.click();
    await page.getByRole('complementary').waitFor();
  });
});

describeInBrowser('for fingers', () => {
  it('everything that can be touched is large enough', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/live', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    for (const { name, at } of await placesOf(collector)) {
      await page.goto(`${collector.url}/${at}`);
      await settled(page);
      const small = await page.evaluate(`[...document.querySelectorAll('button, a, select, summary')]
        .filter((one) => one.checkVisibility() && !one.closest('details:not([open]) > :not(summary)'))
        .map((one) => ({ one, box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ one, box }) => one.outerHTML.slice(0, 80) + ' ' + box.width + ' x ' + box.height)`);
      expect.soft(small, name).toEqual([]);
    }
  });
});

describeInBrowser('with the colours of the system', () => {
  it('what is chosen can be told from the rest, and read', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/live', { forcedColors: 'active' });
    await settled(page);
    await page.keyboard.press('j');
    await page.locator('.row.active').waitFor();
    const colours = (selector: string) =>
      page.evaluate(`(({ backgroundColor, color }) => [backgroundColor, color])
        (getComputedStyle(document.querySelector(${JSON.stringify(selector)})))`);
    const chosen = await page.evaluate(`(() => {
      const probe = document.body.appendChild(document.createElement('p'));
      probe.style.setProperty('forced-color-adjust', 'none');
      probe.style.setProperty('background', 'Highlight');
      probe.style.setProperty('color', 'HighlightText');
      const { backgroundColor, color } = getComputedStyle(probe);
      return [backgroundColor, color];
    })()`);
    expect(await colours('.row.active')).toEqual(chosen);
    expect(await colours('.choice > [aria-checked="true"]')).toEqual(chosen);
    const border = (selector: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).borderBottomColor`);
    expect(await border('.tabs a[aria-current]')).not.toBe(await border('.tabs a:not([aria-current])'));
  });
});

describeInBrowser('the charts', () => {
  it('show a server in the colour that it has in every list', async () => {
    const collector = await startPage();
    const names = ['travel', 'notes', 'inventory', 'reports'];
    await collector.post(
      ...names.map((name) => nextEvent({ server_name: name, started_at: new Date(Date.now() - 5000).toISOString() })),
    );
    const page = await openPage(collector);
    await settled(page);
    const marks = await page.evaluate(`Object.fromEntries([...document.querySelectorAll('.cell-server')]
      .filter((cell) => cell.textContent !== 'Server')
      .map((cell) => [cell.textContent, getComputedStyle(cell.querySelector('.server-mark')).backgroundColor]))`);
    await page.goto(`${collector.url}/#/charts?by=server`);
    await page.locator('.u-marker').first().waitFor({ state: 'attached' });
    const lines =
      await page.evaluate(`Object.fromEntries([...document.querySelector('.chart').querySelectorAll('.u-series')]
      .slice(1)
      .map((line) => [line.querySelector('.u-label').textContent, getComputedStyle(line.querySelector('.u-marker')).borderTopColor]))`);
    expect(lines).toEqual(marks);
    expect(Object.keys(lines as object).sort()).toEqual([...names].sort());
  });
});

describeInBrowser('an interval that is not over', () => {
  /** Whether the line crosses the middle between the last two intervals. */
  const LEADS_TO_THE_LAST = (intervals: number) => `(() => {
    const { left, right } = document.querySelector('.chart .u-over').getBoundingClientRect();
    const canvas = document.querySelector('.chart canvas');
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    const x = right - canvas.getBoundingClientRect().left - (right - left) / ${intervals - 1} / 2;
    const { data } = canvas.getContext('2d').getImageData(Math.round(x * scale), 0, 1, canvas.height);
    return data.some((_, at) => at % 4 === 2 && data[at + 1] > 128 && data[at] - data[at - 2] > 60);
  })()`;

  it('is apart from the line, which would fall as if traffic had stopped', async () => {
    const collector = await startPage();
    const at = (ms: number) => nextEvent({ started_at: new Date(Date.now() + ms).toISOString() });
    await collector.post(at(-2 * 3_600_000), at(-20 * 60_000), at(50_000), at(50_000));
    const { series } = await collector.json('/api/series');
    const page = await openPage(collector, '#/charts');
    await page.getByText('rings: not over yet').waitFor();
    await page.getByText('The same as a table').click();
    expect(await page.locator('.chart-table tr').last().textContent()).toMatch(/ so far.*2/);
    expect(await page.evaluate(LEADS_TO_THE_LAST(series[0].calls.length))).toBe(false);
    await page.goto(`${collector.url}/#/charts?filter=until:${new Date(Date.now() - 600_000).toISOString()}`);
    await page.getByText('rings: not over yet').waitFor({ state: 'detached' });
    const { series: past } = await collector.json(`/api/series?to=${new Date(Date.now() - 600_000).toISOString()}`);
    await until(page, LEADS_TO_THE_LAST(past[0].calls.length));
  });
});

describeInBrowser('the list beside a detail', () => {
  it('gives its room to the names', async () => {
    const collector = await startPage();
    const { event_id: id } = nextEvent({ event_name: 'search_flights' });
    await collector.post(nextEvent({ event_name: 'search_flights' }), nextEvent({ event_id: id }));
    const page = await openPage(collector, `#/live?event=${id}`, { viewport: { width: 1024, height: 768 } });
    await settled(page);
    await rowNamed(page, 'search_flights').waitFor();
    const cells = `[...document.querySelectorAll('[data-index] .cell-name')]`;
    expect(await page.evaluate(`${cells}.filter((cell) => cell.scrollWidth > cell.clientWidth).length`)).toBe(0);
  });
});

describeInBrowser('a problem', () => {
  it('of more servers than are named says how many they are', async () => {
    const collector = await startPage();
    const failed = (server: string) => nextEvent({ server_name: server, is_error: true, error_message: 'refused' });
    await collector.post(...Array.from({ length: 37 }, (_, at) => failed(`server-${at}`)));
    const page = await openPage(collector, '#/problems');
    await page.getByText(/^10 of 37 servers: server-0, .*server-9 · \w+$/).waitFor();
  });
});

describeInBrowser('tool lists', () => {
  it('begin with the heaviest', async () => {
    const collector = await startPage();
    const listOf = (server: string, length: number) =>
      nextEvent({
        event_type: 'request',
        event_name: 'tools/list',
        mcp_method: 'tools/list',
        server_name: server,
        response_content: { tools: [{ name: 'search', description: 'x'.repeat(length), inputSchema: {} }] },
      });
    await collector.post(listOf('light', 10), listOf('heavy', 1000), listOf('middle', 100));
    const page = await openPage(collector, '#/tools');
    await page.locator('.weight-server').first().waitFor();
    expect(await page.locator('.weight-server').allTextContents()).toEqual(['heavy', 'middle', 'light']);
  });
});
