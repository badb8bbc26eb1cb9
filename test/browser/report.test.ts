/** `mcpwatch report --html`: one file that opens without a server, and shows what the page would. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { htmlReport } from '../../src/cli/report/html.js';
import { nextEvent } from '../support/collector.js';
import { REGISTER_CJS } from '../support/project.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { describeInBrowser, openInBrowser, rowNamed, rowsOf } from './browser.js';

async function* lines(events: readonly unknown[]) {
  for (const event of events) yield JSON.stringify(event);
}

async function fileWith(...events: readonly unknown[]): Promise<string> {
  let html = '';
  for await (const part of htmlReport({ preloadPath: REGISTER_CJS, events: lines(events) })) html += part;
  const path = join(temporaryFolder(), 'report.html');
  writeFileSync(path, html);
  return pathToFileURL(path).href;
}

describeInBrowser('a report as one file', () => {
  it('shows its events, with filter and detail', async () => {
    const page = await openInBrowser(
      await fileWith(
        nextEvent({ event_name: 'search', request_params: { query: 'words to find' } }),
        nextEvent({ event_name: 'broken', is_error: true, error_message: 'it broke' }),
      ),
    );
    await rowNamed(page, 'search').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('"words to find"');
    await rowNamed(page, 'broken').waitFor({ state: 'detached' });
    await rowNamed(page, 'search').click();
    await page.getByRole('complementary').getByText('words to find').waitFor();
  });

  it('holds hostile text as text, and makes no request', async () => {
    const attack = '</script><script>window.attacked=1</script><!--';
    const page = await openInBrowser(await fileWith(nextEvent({ event_name: attack, server_name: attack })));
    await rowNamed(page, attack).waitFor();
    expect(await rowsOf(page)).toHaveLength(1);
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    expect(await page.evaluate('performance.getEntriesByType("resource").length')).toBe(0);
  });
});
