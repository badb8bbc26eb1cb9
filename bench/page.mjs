/**
 * The page in a real Chromium while 500 events a second arrive: frames over 100 ms, long tasks, and the memory of the page
 * after each minute of use. Then a result of 5 MB: how long opening, reading and searching it holds the page.
 * `npm run bench:page`; shorter: `npm run bench:page -- --minutes 1`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { printed } from '../scripts/printed.mjs';
import { eventsFrom } from './dev-events.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const MINUTES = Number(values.minutes);
const RATE = 500;
const folder = mkdtempSync(join(tmpdir(), 'mcpwatch-bench-page-'));
const collector = spawn(process.execPath, ['dist/cli.js', 'dev', '--port', '0', '--json', '--memory'], {
  env: { ...process.env, MCPWATCH_SPOOL_DIR: folder },
  stdio: ['ignore', 'ignore', 'pipe'],
});
const url = await printed(collector, /listening on (\S+)/);
const token = readFileSync(join(folder, 'dev-token'), 'utf8').trim();
const browser = await chromium.launch({
  executablePath: values.browser,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});

/** Frames and long tasks since the last reading. */
const WATCH = `
  globalThis.frames = []; globalThis.tasks = [];
  (function next(before) { requestAnimationFrame((now) => { frames.push(now - before); next(now); }); })(performance.now());
  new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) tasks.push(duration); }).observe({ type: 'longtask' });
`;
const READ = `(() => { const read = { frames, tasks }; globalThis.frames = []; globalThis.tasks = []; return read; })()`;

try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${url}/open/${token}`);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  const memory = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes } = await devtools.send('Memory.getDOMCounters');
    return { heap: usedSize / 1e6, nodes };
  };
  await page.evaluate(WATCH);
  const events = eventsFrom({ startMs: Date.now(), stepMs: 1000 / RATE });
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const [late] = await Promise.all([send(events), use(page)]);
    const { frames, tasks } = await page.evaluate(READ);
    const { heap, nodes } = await memory();
    // What the measurement itself did to the page.
    await page.evaluate(READ);
    row(
      `minute ${minute}`,
      `${frames.length} frames, ${frames.filter((ms) => ms > 100).length} over 100 ms, longest ${longest(frames)} ms`,
      `longest task ${longest(tasks)} ms`,
      `heap ${heap.toFixed(1)} MB, ${nodes} nodes`,
      late === 0 ? '' : `${late} batches late`,
    );
  }
  await bigResult(page);
} finally {
  await browser.close();
  collector.kill('SIGTERM');
  await new Promise((resolve) => collector.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

function row(...cells) {
  console.log(`| ${cells.join(' | ')} |`);
}

function longest(times) {
  return Math.round(times.reduce((most, ms) => Math.max(most, ms), 0));
}

/** A minute of events in batches of 50; answers how many went out more than 200 ms late. */
async function send(events) {
  const begin = performance.now();
  let late = 0;
  for (let batch = 0; batch < (60 * RATE) / 50; batch += 1) {
    const wait = begin + (batch * 50_000) / RATE - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    else if (wait < -200) late += 1;
    await post(Array.from({ length: 50 }, () => events.next().value));
  }
  return late;
}

async function post(texts) {
  const send = () =>
    fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"batch":[${texts.join(',')}]}`,
    });
  // A connection that was idle may be closed at the moment in which it is used again.
  const answer = await send().catch(send);
  if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

/** What a reader does in a minute: follows, reads calls, scrolls back, pauses, filters, looks at the other views. */
async function use(page) {
  const pause = (ms) => page.waitForTimeout(ms);
  await page.keyboard.press('1');
  await pause(20_000);
  for (let step = 0; step < 5; step += 1) {
    await page.keyboard.press('j');
    await pause(1000);
  }
  await page.keyboard.press('Escape');
  await page.mouse.move(600, 400);
  await page.mouse.wheel(0, 4000);
  await pause(3000);
  await page.mouse.wheel(0, -8000);
  await page.mouse.move(600, 20);
  await page.keyboard.press('p');
  await pause(3000);
  await page.keyboard.press('p');
  await page.keyboard.press('/');
  await page.keyboard.type('status:error ');
  await pause(4000);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  for (const view of ['2', '3', '4', '5', '1']) {
    await page.keyboard.press(view);
    await pause(4000);
  }
}

/** Opens a result of 5 MB as a tree and as text, and searches in it. */
async function bigResult(page) {
  const event = JSON.parse(eventsFrom({ startMs: Date.now() + 60_000, stepMs: 1, seed: 7 }).next().value);
  const content = Array.from({ length: 50_000 }, (_, id) => ({ id, text: 'x'.repeat(80) }));
  await post([JSON.stringify({ ...event, event_id: 'big', response_content: { content, end: 'the needle' } })]);
  await page.evaluate(READ);
  const start = performance.now();
  await page.goto(`${url}/#/live?event=big`);
  const detail = page.getByRole('complementary');
  await detail.getByText('the needle').waitFor();
  await detail.getByRole('button', { name: /content: / }).click();
  await detail.getByRole('radiogroup', { name: 'Show result as' }).getByText('text').click();
  await detail.getByRole('searchbox', { name: 'Find in Result' }).fill('the needle');
  await detail.getByText('1 of 1').waitFor();
  const { frames, tasks } = await page.evaluate(READ);
  row(
    'a result of 5 MB',
    `opened, read and searched in ${Math.round(performance.now() - start)} ms`,
    `longest frame ${longest(frames)} ms, longest task ${longest(tasks)} ms`,
    '',
    '',
  );
}
