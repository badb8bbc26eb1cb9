/**
 * `npm run demo`: real MCP servers, started unchanged with `--import mcpwatch/register`, used by the official client,
 * with `mcpwatch dev` receiving the events. Exits 0 only when every call became one event, and every event had a call.
 * `npm run demo -- --keep` leaves the collector running until Ctrl-C, so that its page can be looked at.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { startEndpoint } from './demo/endpoint.mjs';
import { SCENARIOS } from './demo/scenarios.mjs';
import { table } from './demo/table.mjs';

const CLIENT = { name: 'demo-client', version: '1.0.0' };

/** An expectation or an event in the form in which they are compared. */
const labelOf = (type, name, failed) => `${type} ${name} ${failed ? 'error' : 'ok'}`;

async function drive({ command, steps }, endpointUrl, spoolDir) {
  const client = new Client(CLIENT);
  const notifications = [];
  client.fallbackNotificationHandler = async ({ method }) => notifications.push(method);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--import', 'mcpwatch/register', ...command],
    env: { MCPWATCH_ENDPOINT: endpointUrl, MCPWATCH_SPOOL_DIR: spoolDir },
    stderr: 'inherit',
  });
  await client.connect(transport);
  for (const step of steps) {
    const failed = await failedAtClient(step, client);
    if (failed !== (step.fails ?? false)) {
      throw new Error(`${step.name}: the client saw ${failed ? 'a failure' : 'a success'}, expected the opposite`);
    }
  }
  await client.close();
  return notifications;
}

async function failedAtClient(step, client) {
  try {
    return (await step.call(client)).isError === true;
  } catch {
    return true;
  }
}

/** Items of `these` that are missing from `those`, each as often as it is missing. */
function without(these, those) {
  const rest = [...those];
  return these.filter((item) => {
    const at = rest.indexOf(item);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

async function play(scenario, endpoint, spoolDir) {
  console.log(`\n${scenario.title}\n  node --import mcpwatch/register ${scenario.command.join(' ')}\n`);
  const notifications = await drive(scenario, endpoint.url, spoolDir);
  const expected = [
    labelOf('initialize', 'server.initialize', false),
    labelOf('notification', 'notifications/initialized', false),
    ...scenario.steps.map(({ type, name, fails }) => labelOf(type, name, fails)),
    ...notifications.map((method) => labelOf('notification', method, false)),
    labelOf('close', 'server.close', false),
  ];
  const events = await endpoint.take(expected.length);
  const received = events.map((event) => labelOf(event.event_type, event.event_name, event.is_error));
  const missing = without(expected, received);
  const unexpected = without(received, expected);
  console.log(table(events));
  console.log(
    `\n  ${scenario.steps.length} calls, ${counted(notifications.length + 1, 'notification')}, initialize and close: ` +
      `${expected.length} events expected, ${received.length} received`,
  );
  for (const label of missing) console.log(`  missing:    ${label}`);
  for (const label of unexpected) console.log(`  unexpected: ${label}`);
  return { calls: scenario.steps.length, events: received.length, agrees: missing.length + unexpected.length === 0 };
}

function counted(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

// Ctrl-C reaches the collector as well, a signal to this process alone does not; what remains is cleaned up here.
const interrupted = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
});
const keeps = process.argv.includes('--keep');
const spoolDir = mkdtempSync(join(tmpdir(), 'mcpwatch-demo-'));
const endpoint = await startEndpoint(spoolDir);
try {
  process.exitCode = (await playAll()) ? 0 : 1;
  console.log(`\nthe page: ${endpoint.page}${keeps ? ' (Ctrl-C ends it)' : ', with npm run demo -- --keep'}`);
  if (keeps) await Promise.race([endpoint.ended, interrupted]);
} finally {
  await endpoint.stop();
  rmSync(spoolDir, { recursive: true, force: true });
}

async function playAll() {
  const results = [];
  for (const scenario of SCENARIOS) results.push(await play(scenario, endpoint, spoolDir));
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const agrees = results.every((result) => result.agrees);
  console.log(
    `\n${results.length} servers, ${sum('calls')} calls, ${sum('events')} events: ` +
      `${agrees ? 'calls and events agree' : 'CALLS AND EVENTS DO NOT AGREE'}`,
  );
  return agrees;
}
