/** The worker thread's program for `MCPWatchClient`: batches of lines in, what became of each out. */
import { workerData } from 'node:worker_threads';
import type { CourierSetup, Sent, ToSend } from '../courier-link.js';
import type { Outcome } from '../ship/destination.js';
import { createEndpoint } from '../ship/mcpwatch/endpoint.js';

const RETRY_AFTER_MS = 1000;

const { port, endpoint, apiKey, isLoopback, sdk } = workerData as CourierSetup;
const destination = createEndpoint({ endpoint, apiKey, isLoopback, sdk, env: process.env });

async function send(lines: readonly string[]): Promise<Outcome> {
  const bytes = lines.map((line) => Buffer.from(line));
  const first = await destination.send(bytes);
  if (first.status !== 'retryable' || first.pauseMs !== undefined) return first;
  await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
  return destination.send(bytes);
}

port.on('message', async ({ id, lines }: ToSend) => {
  port.postMessage({ id, outcome: await send(lines) } satisfies Sent);
});
