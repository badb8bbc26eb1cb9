/** A real Chromium for the tests of the page, where this machine has one. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, describe, expect, onTestFinished } from 'vitest';
import { startCollector, type TestCollector, TOKEN } from '../support/collector.js';
import { inProject } from '../support/project.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

const CHROMIUM = [
  ...(process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))),
  ...ELSEWHERE,
].find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (CHROMIUM === undefined) {
  console.error(
    'No Chromium was found: the tests of the page in a browser are skipped (Debian: apt-get install chromium).',
  );
}

/** `describe`, skipped where there is no Chromium. A browser is slow on a machine that is busy. */
export const describeInBrowser = (name: string, tests: () => void): void => {
  describe.skipIf(CHROMIUM === undefined)(name, { timeout: 150_000 }, tests);
};

/** Nothing that a browser does on its own account: it talks to the collector only. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let launched: Promise<Browser> | undefined;
afterAll(async () => (await launched)?.close());

/** Opens an address in a window of its own; the test fails when the page has thrown or has broken its own policy. */
export async function openInBrowser(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  launched ??= chromium.launch({ ...(CHROMIUM === undefined ? {} : { executablePath: CHROMIUM }), args: FLAGS });
  const browser = await launched;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  await page.goto(address);
  return page;
}

/** A collector that serves the built page. */
export const startPage = (): Promise<TestCollector> =>
  startCollector('memory', { pageFolder: inProject('dist', 'page') });

/** Opens the page of `collector` at a place such as `#/tools`. */
export async function openPage(
  { url }: TestCollector,
  place = '#/live',
  options?: BrowserContextOptions,
): Promise<Page> {
  const page = await openInBrowser(`${url}/open/${TOKEN}`, options);
  await page.goto(`${url}/${place}`);
  return page;
}

/** Rows of the list that are drawn, as text, from top to bottom. */
export const rowsOf = async (page: Page): Promise<readonly string[]> =>
  page.locator('[role=grid] [data-index]').evaluateAll((rows) =>
    rows
      .map((row) => ({ at: Number(row.getAttribute('data-index')), text: row.textContent ?? '' }))
      .sort((a, b) => a.at - b.at)
      .map(({ text }) => text),
  );

/** The row of the list whose event has this name. */
export const rowNamed = (page: Page, name: string): Locator =>
  page
    .locator('[role=grid] [data-index]')
    .filter({ has: page.locator('bdi').getByText(name, { exact: true }) })
    .first();
