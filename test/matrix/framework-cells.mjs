/** Frameworks that create the server themselves. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { briefly, checkShort, differs, OK, shortEvents, shortSteps } from './check.mjs';
import { FRAMEWORKS } from './frameworks.mjs';
import { playHttp, playRejection } from './http-session.mjs';
import { playOfficial } from './official-session.mjs';
import { installedVersion, packages } from './packages.mjs';
import { preload } from './program.mjs';

const run = promisify(execFile);

/** The revision that the official client asks for, by column. */
const CLIENTS = {
  'official client, 2025': { revision: '2025', mode: 'legacy' },
  'official client, 2026-07-28': { revision: '2026-07-28', mode: { pin: '2026-07-28' } },
};

export async function* frameworkCells() {
  for (const [name, framework] of Object.entries(FRAMEWORKS)) {
    const folder = await prepare(name, framework);
    for (const server of serversOf(framework)) {
      const row = [`${name} ${installedVersion(folder, name)}`, server.title].filter(Boolean).join(', ');
      const pairFor = (how) => {
        const options = { cwd: folder, env: framework.env };
        const command = (flags) => [process.execPath, [...flags, join(folder, server.main)], options];
        return { without: command([]), with: command(preload(how)) };
      };
      for (const how of ['import', 'require']) {
        yield { row, column: `--${how}`, run: (receiver) => checkRaw(pairFor(how), server, receiver) };
      }
      for (const [column, { revision, mode }] of Object.entries(CLIENTS)) {
        if (!server.revisions.includes(revision)) continue;
        yield { row, column, run: (receiver) => checkOfficial(pairFor('import'), server, mode, receiver) };
      }
      if (server.http !== undefined && server.revisions.includes('2026-07-28')) {
        const run = (receiver) => checkRejection(pairFor('import'), server, receiver);
        yield { row, column: 'rejected revision', cannot: server.rejectionsUnseen, run };
      }
    }
  }
}

async function prepare(name, { dependencies, folder: folderName = name, files, build, env }) {
  const folder = await packages(folderName, dependencies);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (build !== undefined) await run(process.execPath, build, { cwd: folder, env: { PATH: process.env.PATH, ...env } });
  return folder;
}

function serversOf({ servers = { '': {} }, files, http, revisions = ['2025'] }) {
  const main = files['main.mjs'] === undefined ? 'main.cjs' : 'main.mjs';
  return Object.entries(servers).map(([title, server]) => ({ title, main, http, revisions, ...server }));
}

const EVENTS = shortEvents('echo');
/** Over stdio the official client starts and ends a separate process to ask for the revision. */
const PROBE = ['initialize | server.initialize', 'close | server.close'];

async function checkRaw(pair, { http, revisions }, receiver) {
  if (http === undefined) return checkShort(pair, receiver, { steps: shortSteps({ revision: revisions[0] }) });
  return compare(await playHttp(pair.without, http), await playHttp(pair.with, http, receiver), {
    transport: 'streamable-http',
    events: EVENTS,
  });
}

async function checkOfficial(pair, { http }, mode, receiver) {
  const plain = await playOfficial(pair.without, { http, mode });
  const watched = await playOfficial(pair.with, { http, mode, receiver });
  return compare(plain, watched, {
    transport: http === undefined ? 'stdio' : 'streamable-http',
    events: http === undefined && mode !== 'legacy' ? [...PROBE, ...EVENTS] : EVENTS,
  });
}

async function checkRejection(pair, { http }, receiver) {
  const plain = await playRejection(pair.without, http);
  const watched = await playRejection(pair.with, http, receiver);
  return compare(plain, watched, { transport: 'streamable-http', events: ['error | tools/list | failed'] });
}

function compare(plain, watched, { transport, events }) {
  if (!isDeepStrictEqual(plain.replies, watched.replies)) {
    return differs(`the client sees another answer: ${JSON.stringify([plain.replies, watched.replies]).slice(0, 400)}`);
  }
  const seen = watched.events.map(briefly);
  if (!isDeepStrictEqual(seen, events)) {
    return differs(`events: ${seen.join('; ')}; ${watched.errors.join(' / ').slice(0, 300)}`);
  }
  return watched.events.every(({ transport_type }) => transport_type === transport) ? OK : differs('transport');
}
