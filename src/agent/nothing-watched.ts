/**
 * What is said at the end of a process in which nothing was watched: one line on stderr, or a note for `mcpwatch run`,
 * which judges for all of its processes together.
 */

import { dirname } from 'node:path';
import { environment } from '../environment.js';
import { noteProcess, RUN_NOTES_VARIABLE, RUN_PID_VARIABLE } from '../run/run-notes.js';
import { writeLine } from '../stderr.js';
import { isMainThread } from '../threads.js';
import type { Agent } from './agent-interface.js';
import { createChildEnvironment } from './child-environment.js';
import { hookChildSpawn } from './child-spawn.js';
import { listenToProcess, stopListening } from './process-listener.js';
import { createUnseenServers, type UnseenServers } from './unseen-servers.js';
import { isAnyThreadWatching } from './watching-threads.js';

interface Found {
  /** `undefined` while no class of the MCP SDK was found. */
  readonly agent: Agent | undefined;
  readonly problems: readonly string[];
}

const QUIET = new Set(['off', 'error']);

/**
 * `file`: the path of the preload. `found` is asked at exit. Hooks the start of child processes too, because servers in
 * them cannot be seen from here.
 */
export function reportNothingWatched(file: string, found: () => Found): Starts {
  return new NothingWatched(file, found);
}

/** What is known of the processes that this one has started. */
export interface Starts {
  /** Its own program: it is a cluster's primary, or it has restarted itself. */
  readonly hasStartedItself: boolean;
}

class NothingWatched implements Starts {
  readonly #packageFolder: string;
  readonly #found: () => Found;
  /** The folder for notes, in processes that are part of a run. */
  readonly #notes = environment()[RUN_NOTES_VARIABLE];
  readonly #unseen: Omit<UnseenServers, 'observe'>;
  #isListening = false;
  hasStartedItself = false;

  constructor(file: string, found: () => Found) {
    this.#packageFolder = dirname(dirname(file));
    this.#found = found;
    const unseen = createUnseenServers(this.#packageFolder, () => this.#listen());
    this.#unseen = unseen;
    const adapt = isPartOfRun() ? createChildEnvironment(file, environment()) : unseen.observe;
    hookChildSpawn((start) => {
      this.hasStartedItself ||= start.args.includes(process.argv[1] ?? '');
      return adapt(start);
    });
    if (this.#notes !== undefined && isMainThread) noteProcess(this.#notes);
    if (this.#notes !== undefined || this.#isMeant()) this.#listen();
  }

  /**
   * Whether this very process was meant, and not one that merely inherited NODE_OPTIONS: it was started with the preload
   * on its own command line, or by `mcpwatch run`, which leaves its process id.
   */
  #isMeant(): boolean {
    const namesPreload = (text: string) => text.includes('mcpwatch') || text.includes(this.#packageFolder);
    if (environment()[RUN_PID_VARIABLE] === String(process.ppid)) return true;
    return process.execArgv.some(namesPreload) && !isWorkerOfNode();
  }

  /** A cluster's primary, a development server, `node --test`: servers run in the processes that it starts (#9 B9). */
  #isJudgedByChildren(): boolean {
    return this.#unseen.seen > 0 && this.#unseen.count === 0;
  }

  #listen(): void {
    if (this.#isListening || !isMainThread) return;
    this.#isListening = true;
    listenToProcess('exit', () => this.#report());
  }

  #report(): void {
    const { agent, problems } = this.#found();
    if (agent?.isWatching() || isAnyThreadWatching()) return;
    const text = [this.#reason(agent), ...problems].join('; ');
    if (this.#notes !== undefined) noteProcess(this.#notes, text);
    else if (!isQuiet() && !this.#isJudgedByChildren()) writeLine(`nothing was watched: ${text}`);
  }

  #reason(agent: Agent | undefined): string {
    const { count } = this.#unseen;
    if (count > 0) {
      return `an MCP client in this process started ${count} ${count === 1 ? 'server' : 'servers'} without the preload, because it passes on only a few environment variables; start this program with \`mcpwatch run -- <command>\`, or add NODE_OPTIONS to the environment that the client gives its servers`;
    }
    return agent === undefined
      ? 'no MCP SDK was loaded that mcpwatch could see; it cannot see one that is imported before mcpwatch (see docs/troubleshooting.md)'
      : 'the MCP SDK was loaded, but none of its servers was connected to a transport';
  }
}

/** Something is watched on this thread. */
export const stopReporting = (): void => stopListening('exit');

/**
 * Whether Node started this process as part of another one, with the options of that one: a cluster's worker, a fork, a
 * file of `node --test`. PM2 forks too, but what it starts is meant.
 */
function isWorkerOfNode(): boolean {
  const isFork = process.channel !== undefined && environment()['pm_id'] === undefined;
  return isFork || environment()['NODE_TEST_CONTEXT'] !== undefined;
}

/** Everything that `mcpwatch run` starts inherits its process id. */
const isPartOfRun = () => environment()[RUN_PID_VARIABLE] !== undefined;

const isQuiet = () => QUIET.has((environment()['MCPWATCH_LOG'] ?? '').trim().toLowerCase());
