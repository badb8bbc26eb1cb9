/** `mcpwatch dev` as a real process on a free port, and what its API says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** The spool folder is the demo's own: the user's may hold events that wait for `mcpwatch dev`, which are not ours to take. */
export async function startEndpoint(spoolDir) {
  const child = spawn(process.execPath, ['dist/cli.js', 'dev', '--port', '0', '--memory'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, MCPWATCH_SPOOL_DIR: spoolDir },
  });
  const { url, page, token } = await addressOf(child);
  const seen = new Set();
  return {
    url,
    /** The address for a browser. */
    page,
    /** Events that have arrived since the last call: waits until there are `count`, then a little longer for surplus ones. */
    async take(count, timeoutMs = 15_000) {
      const giveUp = Date.now() + timeoutMs;
      const fresh = async () => (await exported(url, token)).filter(({ event_id: id }) => !seen.has(id));
      while ((await fresh()).length < count && Date.now() < giveUp) await sleep(100);
      await sleep(500);
      const events = await fresh();
      for (const { event_id: id } of events) seen.add(id);
      return events;
    },
    ended: once(child, 'exit'),
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** What the cloud would get as well: requests such as `tools/list` are recorded on this machine only. */
const FILTER = '-type:request -status:running';

async function exported(url, token) {
  const response = await fetch(`${url}/api/export?filter=${encodeURIComponent(FILTER)}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(`/api/export answered HTTP ${response.status}`);
  const lines = (await response.text()).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

function addressOf(child) {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`mcpwatch dev ended with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      console.error(line);
      const [page, url, token] = line.match(/(http:\/\/127\.0\.0\.1:\d+)\/open\/([\w-]+)/) ?? [];
      if (page !== undefined) resolve({ url, page, token });
    });
  });
}
