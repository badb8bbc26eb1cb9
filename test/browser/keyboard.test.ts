/** Everything without a pointer. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, openPage, rowNamed, rowsOf, startPage } from './browser.js';
import { play } from './scene.js';
import { settled, until } from './until.js';

const heading = (page: Page, name: string) =>
  page.getByRole('complementary').getByRole('heading', { name, exact: true });

/** Presses Tab until an element with this role and name has the focus. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate<string>('document.activeElement?.textContent ?? ""');
    if (focused.trim() === text) return;
  }
  throw new Error(`Tab never reached ${text}`);
}

describeInBrowser('the keyboard alone', () => {
  it('walks through the rows, opens, filters, copies and closes', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector, '#/live', { permissions: ['clipboard-read', 'clipboard-write'] });
    await settled(page);
    await page.keyboard.press('j');
    await heading(page, 'notes').waitFor();
    const first = page.url();
    await page.keyboard.press('j');
    await page.waitForURL((url) => url.href !== first);
    await page.keyboard.press('k');
    await page.waitForURL(first);
    // Nothing can be copied while the call is loading.
    await settled(page);
    await page.getByRole('button', { name: 'Copy JSON' }).waitFor();
    await page.keyboard.press('y');
    await until(page, 'navigator.clipboard.readText().then((text) => text.includes("event_id"))');
    await page.keyboard.press('f');
    await page.waitForURL(/filter=tool%3Anotes/);
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    expect(page.url()).not.toContain('event=');
  });

  it('filters from the input, with a suggestion, and clears it again', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector);
    await settled(page);
    const all = (await rowsOf(page)).length;
    await page.keyboard.press('/');
    await page.keyboard.type('status:d');
    await page.getByRole('option', { name: /^status:died/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=status%3Adied/);
    await until(page, 'document.querySelectorAll("[role=grid] [data-index]").length === 1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await heading(page, 'notes').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await until(page, `document.querySelectorAll("[role=grid] [data-index]").length === ${all}`);
  });

  it('lists the keys of the filter', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector);
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /^until:/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /^tool:notes/ }).waitFor();
  });

  it('removes terms of the filter one by one, and goes back to the input', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(
      collector,
      `#/live?filter=${encodeURIComponent('type:tool_call "two words" dur:>1ms')}`,
    );
    await page.getByRole('button', { name: 'Remove dur:>1ms' }).focus();
    await page.keyboard.press('Delete');
    await page.waitForURL(/filter=type%3Atool_call\+%22two\+words%22$/);
    await until(page, 'document.activeElement?.textContent === "" && document.activeElement.tagName === "BUTTON"');
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=type%3Atool_call$/);
    await until(page, 'document.activeElement?.tagName === "BUTTON"');
    await page.keyboard.press('Backspace');
    await page.waitForURL(/#\/live$/);
    await until(page, 'document.activeElement?.id === "filter"');
  });

  it('is told which part of a filter is wrong, and what was expected', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector);
    await settled(page);
    await page.keyboard.press('/');
    await page.keyboard.type('status:error dur:>');
    expect(await page.getByRole('status').filter({ hasText: 'dur' }).count()).toBe(0);
    await page.keyboard.type('soon');
    await page.getByRole('status').filter({ hasText: 'dur: expected a comparison such as >500ms' }).waitFor();
    expect(await page.locator('.filter-fault-mark span').textContent()).toBe('>soon');
    await page.keyboard.press('Escape');
    expect(await page.locator('.filter-chip .faulty').allTextContents()).toEqual(['>soon']);
    await page.getByText('dur: expected a comparison such as >500ms').last().waitFor();
    await page.getByText('collecting').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('searches in a text, clears the search, leaves the field and closes the call', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector);
    await settled(page);
    await page.keyboard.press('j');
    await page.getByRole('complementary').getByRole('radio', { name: 'text' }).first().click();
    const find = page.getByRole('searchbox').first();
    await find.fill('notes');
    await find.press('Escape');
    expect(await find.inputValue()).toBe('');
    await find.press('Escape');
    await until(page, 'document.activeElement?.classList.contains("json-lines")');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
  });

  it('changes the views, and opens what is in them', async () => {
    const collector = await startPage();
    await play(collector, 'notes');
    const page = await openPage(collector);
    await settled(page);
    await page.keyboard.press('2');
    await page.getByRole('region', { name: 'Sessions' }).waitFor();
    await tabTo(page, 'notes');
    await page.keyboard.press('Enter');
    await rowNamed(page, 'notes').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('complementary').waitFor();
    await page.keyboard.press('3');
    await page.getByRole('region', { name: 'Tools' }).waitFor();
    await tabTo(page, 'notes');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Show its calls' }).waitFor();
    await page.keyboard.press('4');
    await page.getByRole('region', { name: 'Problems' }).waitFor();
    await tabTo(page, 'notes');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Open the last one' }).waitFor();
    await page.keyboard.press('5');
    await page.getByRole('region', { name: 'Charts' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });
});
