/** `mcpwatch dev --json` as a real process on a free port, and the events that it has printed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** The spool folder is the demo's own: the user's may hold events that wait for `mcpwatch dev`, which are not ours to take. */
export async function startEndpoint(spoolDir) {
  const child = spawn(process.execPath, ['dist/cli.js', 'dev', '--port', '0', '--json', '--memory'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, MCPWATCH_SPOOL_DIR: spoolDir },
  });
  const events = [];
  createInterface({ input: child.stdout }).on('line', (line) => events.push(JSON.parse(line)));
  const url = await listeningUrl(child);
  return {
    url,
    /** Returns the events that have arrived: waits until there are `count`, then a little longer for surplus ones. */
    async take(count, timeoutMs = 15_000) {
      const giveUp = Date.now() + timeoutMs;
      while (events.length < count && Date.now() < giveUp) await sleep(20);
      await sleep(500);
      return events.splice(0);
    },
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

function listeningUrl(child) {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`mcpwatch dev ended with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      console.error(line);
      const url = line.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
}
