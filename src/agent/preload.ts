/**
 * What the preload does. Everything that a process pays for at start is here: hooks are installed, and the agent is loaded
 * when one of them finds the first class of the MCP SDK.
 */
import { loadBuiltFile } from '../built-file.js';
import type { Code, LoadCode } from '../compiled/load-code.js';
import { parseSwitch } from '../config/switch-word.js';
import { environment } from '../environment.js';
import { errorText } from '../error-text.js';
import { genuinely } from '../genuine/genuinely.js';
import type { Adopt } from '../model.js';
import type { PreloadOutcome } from '../run/facts.js';
import { FACTS_VARIABLE, noteProcess, RUN_NOTES_VARIABLE } from '../run/run-notes.js';
import { writeLine } from '../stderr.js';
import { isMainThread, mayHaveThreads, threads } from '../threads.js';
import type { Agent, Examination, FromPreload } from './agent-interface.js';
import { installHooks } from './hooks/install.js';
import { isPackageManager } from './hooks/package-manager.js';
import { reportNothingWatched, type Starts, stopReporting } from './nothing-watched.js';
import { openStdoutGuard, stdoutModeIn } from './open-stdout-guard.js';
import { type OtherRuntime, otherRuntime, otherRuntimeLine } from './other-runtime.js';
import { claimProcess, isTakenByStranger, TAKEN } from './process-state.js';
import type { StdoutGuard } from './stdout/stdout-guard.js';
import { watchThreads } from './thread-watch.js';
import { expectThreads } from './watching-threads.js';

declare const require: NodeJS.Require;

interface AgentFile {
  createAgent(hookProblems: readonly string[], fromPreload: FromPreload): Agent;
}

interface ExaminationFile {
  createExamination(folder: string): Examination;
}

/** Where `mcpwatch doctor` has started this process. */
function openExamination(): Examination | undefined {
  const folder = environment()[FACTS_VARIABLE];
  if (folder === undefined) return undefined;
  const file = loadBuiltFile('examination.cjs', () => require('./examination.cjs')) as ExaminationFile;
  return file.createExamination(folder);
}

/** A preload also runs on Node's own loader thread, which has no port to a parent. */
function isLoaderThread(): boolean {
  return !isMainThread && threads().parentPort === null;
}

function whyUnwanted(): PreloadOutcome | undefined {
  if (parseSwitch(environment()['MCPWATCH_DISABLED'] ?? '') === true) return 'disabled';
  if (isLoaderThread()) return 'loader thread';
  return isPackageManager(process.argv[1]) ? 'package manager' : undefined;
}

function install({ file, code: ownCode, loadCode }: Preload, examination: Examination | undefined): void {
  let agent: Agent | undefined;
  const problems: string[] = [];
  let stdoutGuard: StdoutGuard | undefined;
  let starts: Starts | undefined;
  const createAgent = () => {
    const { exports, code } = loadCode('agent', environment(), () =>
      loadBuiltFile('agent.cjs', () => require('./agent.cjs')),
    );
    return (exports as AgentFile).createAgent(problems, {
      examination,
      stdoutGuard,
      codes: [ownCode, code],
      hasStartedItself: () => starts?.hasStartedItself === true,
    });
  };
  const agentOfProcess = () => {
    agent ??= createAgent();
    return agent;
  };
  const adopt: Adopt = (candidate, origin, name) => {
    examination?.found(origin, name ?? '');
    stdoutGuard?.serverFound();
    try {
      return genuinely(() => agentOfProcess().adopt(candidate, origin, name));
    } catch (error) {
      // Our own files may have been removed since the start; the host's module is loaded as it is.
      const problem = `mcpwatch could not be loaded (${errorText(error)})`;
      if (!problems.includes(problem)) problems.push(problem);
      return candidate;
    }
  };
  const failed = (error: unknown) => agent?.failed(error);
  if (!claimProcess({ v: 1, adopt, failed, agent: agentOfProcess, onWatching: stopReporting })) {
    if (isTakenByStranger()) throw new Error(TAKEN);
    return;
  }
  const stdoutMode = stdoutModeIn(environment());
  if (stdoutMode !== 'off' && examination === undefined) stdoutGuard = openStdoutGuard(stdoutMode);
  problems.push(...installHooks(file, adopt, expectThreads));
  starts = reportNothingWatched(file, () => ({ agent, problems }));
  if (!isMainThread) return;
  if (mayHaveThreads()) expectThreads();
  watchThreads((counters) => {
    try {
      agentOfProcess().threadEnded(counters);
    } catch (error) {
      writeLine(`events of a worker thread wait for the next start: ${errorText(error)}`);
    }
  });
}

function start(preload: Preload): void {
  let examination: Examination | undefined;
  try {
    examination = openExamination();
    const unwanted = whyUnwanted();
    if (unwanted === undefined) install(preload, examination);
    examination?.preloaded(unwanted ?? 'installed', '');
  } catch (error) {
    // The host must start whatever is wrong with us.
    writeLine(`not installed: ${errorText(error)}`);
    examination?.preloaded('failed', errorText(error));
  }
}

/** Says why nothing is observed here: on stderr, to `mcpwatch run` and to `mcpwatch doctor`. */
function standAside(runtime: OtherRuntime): void {
  if (!isMainThread) return;
  const line = otherRuntimeLine(runtime);
  if (line !== undefined) writeLine(line);
  // Deno asks its user before a program may read variables or write files.
  if (!runtime.isNode) return;
  const notes = environment()[RUN_NOTES_VARIABLE];
  if (notes !== undefined) noteProcess(notes, `it runs in ${runtime.name}, and ${runtime.why}`);
  openExamination()?.preloaded('old node', '');
}

export interface Preload {
  /** Absolute path of register.cjs, by which this process and its children load it. */
  readonly file: string;
  /** Of preload.cjs. */
  readonly code: Code;
  readonly loadCode: LoadCode;
}

/** Never throws. */
export function preload(given: Preload): void {
  const foreign = otherRuntime();
  if (foreign === undefined) start(given);
  else standAside(foreign);
}
