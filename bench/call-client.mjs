/**
 * The client of bench/call.mjs: raw JSON-RPC, so that it needs as little of the machine as possible. It sends at a fixed
 * rate, whether or not replies have come: a server that stalls delays all calls that were due.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const SERVER = join(import.meta.dirname, 'call-server.mjs');
const PROTOCOL = '2025-06-18';
const message = (id, method, params) => ({ jsonrpc: '2.0', id, method, params });
const INITIALIZE = {
  protocolVersion: PROTOCOL,
  capabilities: {},
  clientInfo: { name: 'bench', version: '1.0.0' },
};
const ID = /"id":"([^"]+)"/;
/** In a line on stdout the id is near one of its ends, on SDK v1 at the end and on v2 at the beginning. */
const ID_WITHIN = 100;

/** Calls the function with each id in the server's lines. */
function idsOn(stream, onId) {
  let rest = Buffer.alloc(0);
  stream.on('data', (chunk) => {
    let text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10)) {
      const tail = text.latin1Slice(Math.max(0, end - ID_WITHIN), end);
      const [, id] = ID.exec(tail) ?? ID.exec(text.latin1Slice(0, Math.min(end, ID_WITHIN))) ?? [];
      if (id !== undefined) onId(id);
      text = text.subarray(end + 1);
    }
    rest = text;
  });
}

function stdioLine(child) {
  const open = new Map();
  idsOn(child.stdout, (id) => {
    open.get(id)?.();
    open.delete(id);
  });
  return {
    ask: (content) =>
      new Promise((resolve) => {
        open.set(content.id, resolve);
        child.stdin.write(`${JSON.stringify(content)}\n`);
      }),
    tell: (content) => child.stdin.write(`${JSON.stringify(content)}\n`),
    end: () => child.stdin.end(),
  };
}

function httpLine(child, port) {
  const agent = new Agent({ keepAlive: true });
  let session = {};
  const ask = (content) =>
    new Promise((resolve, reject) => {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': PROTOCOL,
        ...session,
      };
      const sent = request({ port, host: '127.0.0.1', method: 'POST', path: '/mcp', agent, headers }, (response) => {
        if (response.statusCode >= 300) reject(new Error(`status ${response.statusCode}`));
        const id = response.headers['mcp-session-id'];
        if (id !== undefined) session = { 'mcp-session-id': id };
        response.on('end', resolve).resume();
      });
      sent.on('error', reject);
      sent.end(JSON.stringify(content));
    });
  const end = () => {
    agent.destroy();
    child.kill('SIGTERM');
  };
  return { ask, tell: ask, end };
}

/** Starts a server and shakes hands with it. */
export async function startServer({ node, generation, wire, bytes }, preload, env) {
  const child = fork(SERVER, [generation, wire, `${bytes}`], {
    execPath: node,
    execArgv: preload,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'exit');
  const [{ port }] = await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error(`the server ended: ${stderr}`))),
  ]);
  const line = wire.startsWith('http') ? httpLine(child, port) : stdioLine(child);
  await line.ask(message('initialize', 'initialize', INITIALIZE));
  await line.tell({ jsonrpc: '2.0', method: 'notifications/initialized' });
  return {
    call: (id) => line.ask(message(id, 'tools/call', { name: 'read', arguments: { path: `notes/${id}.md` } })),
    async figures(question) {
      child.send(question);
      const [{ answer }] = await once(child, 'message');
      return answer;
    },
    async end() {
      line.end();
      await ended;
    },
  };
}

/** Calls one after the other in a few lanes, until there were `count`. */
export async function warmUp({ call }, ids, lanes = 8) {
  const lane = async () => {
    for (const id of ids) await call(id);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Calls at `rate` a second; returns how long each took, in ms. */
export async function callAtRate({ call }, ids, rate) {
  const begun = performance.now();
  const waits = [];
  const times = [];
  const one = async (id) => {
    const from = performance.now();
    await call(id);
    times.push(performance.now() - from);
  };
  for (const [index, id] of ids.entries()) {
    while (performance.now() - begun < (1000 * index) / rate) await sleep(1);
    waits.push(one(id));
  }
  await Promise.all(waits);
  return times;
}
