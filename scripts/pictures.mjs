/**
 * `npm run pictures`: the pictures in docs/images, of the built page with the data of `mcpwatch dev --demo`, 1280 x 720 in a
 * real Chromium. `-- <folder>` writes them elsewhere; `-- <folder> --width 390 --scheme dark` looks at another size and look.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { withPalette } from './palette-png.mjs';
import { printed } from './printed.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    width: { type: 'string', default: '1280' },
    height: { type: 'string', default: '720' },
    scheme: { type: 'string', default: 'light' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const [folder = 'docs/images'] = positionals;
mkdirSync(folder, { recursive: true });

const dev = spawn(process.execPath, ['dist/cli.js', 'dev', '--demo', '--port', '0'], {
  stdio: ['ignore', 'ignore', 'pipe'],
});
const address = await printed(dev, /open (http:\S+)/);
const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox'] });

try {
  const page = await browser.newPage({
    viewport: { width: Number(values.width), height: Number(values.height) },
    colorScheme: values.scheme,
    reducedMotion: 'reduce',
  });
  await page.goto(address);
  const { origin } = new URL(address);
  const json = async (path) => (await page.request.get(`${origin}${path}`)).json();
  // The last thing that the demo has to show: its second process of reports hangs.
  while ((await json('/api/problems?filter=tool:export_report')).items.every(({ kind }) => kind !== 'hanging')) {
    await sleep(200);
  }
  const newest = async (filter) => (await json(`/api/events?limit=1&filter=${encodeURIComponent(filter)}`)).items[0];
  const failed = await newest('tool:search_flights status:error');
  const places = {
    live: `live?event=${(await newest('tool:plan_trip')).event_id}`,
    session: `sessions/${encodeURIComponent(failed.session_id)}`,
    call: `live?event=${failed.event_id}`,
    tools: 'tools',
    problems: 'problems',
    charts: 'charts?by=server',
  };
  for (const [name, place] of Object.entries(places)) {
    await page.goto(`${origin}/#/${place}`);
    await page.waitForLoadState('networkidle').catch(() => {});
    await sleep(800);
    writeFileSync(join(folder, `${name}.png`), withPalette(await page.screenshot()));
  }
} finally {
  await browser.close();
  dev.kill('SIGTERM');
}
