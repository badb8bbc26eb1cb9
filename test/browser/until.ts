/** Waits for what the page shows. As expressions by the debugger's way: the page's policy forbids Playwright's own. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Until `expression` is true in the page. */
export async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { timeout: 60_000, interval: 50 }).toBe(true);
}

const IS_DRAWN =
  'document.querySelector("main > *") !== null && !document.body.innerText.includes("Loading…")' +
  ' && document.querySelector(".detail h2")?.textContent !== "…"';

/** Until the view has loaded, and is drawn. */
export const settled = (page: Page): Promise<void> => until(page, IS_DRAWN);
