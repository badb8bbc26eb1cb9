/** Where `mcpwatch dev` keeps its files: the database, the token that reading needs, and a note of who is running. */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SpoolPolicy } from '../../config/policies.js';
import { openFolder } from '../../delivery/spool/format/folder.js';

export interface DevFolder {
  /** The spool's folder; `undefined` where nothing may be written. */
  readonly dir: string | undefined;
  readonly databasePath: string | undefined;
  /** Why `dir` cannot be used. */
  readonly problem: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function devFolder(spool: SpoolPolicy, env: Environment): DevFolder {
  const dir = spool.kind === 'disk' ? spool.dir : undefined;
  const check = dir === undefined ? undefined : openFolder(dir);
  const problem = check?.status === 'refused' ? check.why : undefined;
  const data = dataFolder(env);
  return {
    dir: problem === undefined ? dir : undefined,
    databasePath: data === undefined ? undefined : join(data, 'dev.db'),
    problem,
  };
}

/** The user's data folder. Where MCPWATCH_SPOOL_DIR says where our files go, the database goes there too. */
function dataFolder(env: Environment): string | undefined {
  const chosen = env['MCPWATCH_SPOOL_DIR'];
  if (chosen !== undefined && isAbsolute(chosen)) return chosen;
  const [data, local] = [env['XDG_DATA_HOME'], env['LOCALAPPDATA']];
  if (data !== undefined && isAbsolute(data)) return join(data, 'mcpwatch');
  if (process.platform === 'win32' && local !== undefined) return join(local, 'mcpwatch', 'data');
  const home = env['HOME'] ?? homeFolder();
  if (home === undefined || !isAbsolute(home)) return undefined;
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'mcpwatch', 'data');
  return join(home, '.local', 'share', 'mcpwatch');
}

/** `homedir` throws where the user id has no entry, as in containers with an arbitrary uid. */
function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

const TOKEN = 'dev-token';

/** The same from one start to the next, so that links and cookies go on working. */
export function readToken(dir: string | undefined): string {
  const fresh = randomBytes(24).toString('base64url');
  if (dir === undefined) return fresh;
  const path = join(dir, TOKEN);
  return tokenIn(path) ?? newToken(path, fresh);
}

/** Why it is another one with every start; `undefined` where it is kept, and where nothing is to be kept. */
export function tokenProblem({ dir, problem }: DevFolder, token: string): string | undefined {
  if (dir === undefined) return problem;
  const path = join(dir, TOKEN);
  return tokenIn(path) === token ? undefined : `${path} cannot be written`;
}

/** Of two that start at the same moment one makes the file, and the other reads it. */
function newToken(path: string, fresh: string): string {
  const own = `${path}.${process.pid}`;
  try {
    writeFileSync(own, `${fresh}\n`, { mode: 0o600 });
    linkSync(own, path);
  } catch {
    const other = tokenIn(path);
    if (other !== undefined) return other;
    replace(own, path);
  } finally {
    rmSync(own, { force: true });
  }
  return fresh;
}

function replace(own: string, path: string): void {
  try {
    renameSync(own, path);
  } catch {
    // It holds for this start only.
  }
}

function tokenIn(path: string): string | undefined {
  try {
    const token = readFileSync(path, 'utf8').trim();
    return /^[\w-]{32}$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

/** A running `mcpwatch dev`, as it has noted itself down. */
export interface Running {
  readonly pid: number;
  readonly address: string;
}

const NOTE = 'dev.json';

export function noteRunning(dir: string | undefined, running: Running): () => void {
  if (dir === undefined) return () => {};
  const path = join(dir, NOTE);
  try {
    writeFileSync(path, JSON.stringify(running), { mode: 0o600 });
  } catch {
    return () => {};
  }
  return () => {
    if (readNote(dir)?.pid === running.pid) rmSync(path, { force: true });
  };
}

function readNote(dir: string): Running | undefined {
  try {
    const { pid, address }: { pid?: unknown; address?: unknown } = JSON.parse(readFileSync(join(dir, NOTE), 'utf8'));
    return typeof pid === 'number' && typeof address === 'string' ? { pid, address } : undefined;
  } catch {
    return undefined;
  }
}

const ANSWER_MS = 1000;
const BETWEEN_MS = 150;

/** As `findRunning`, for one that started at the same moment as this, and answers within `ms`. */
export async function awaitRunning(dir: string | undefined, token: string, ms: number): Promise<Running | undefined> {
  const giveUpAt = performance.now() + ms;
  for (;;) {
    const running = await findRunning(dir, token);
    if (running !== undefined || performance.now() >= giveUpAt) return running;
    await sleep(BETWEEN_MS);
  }
}

/** Another `mcpwatch dev` of this user that answers; a note that was left behind counts for nothing. */
export async function findRunning(dir: string | undefined, token: string): Promise<Running | undefined> {
  const note = dir === undefined ? undefined : readNote(dir);
  if (note === undefined || note.pid === process.pid) return undefined;
  try {
    const { status } = await fetch(`${note.address}/api/state`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return status === 200 ? note : undefined;
  } catch {
    return undefined;
  }
}
