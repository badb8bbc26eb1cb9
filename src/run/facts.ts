/**
 * What the processes of a server tell `mcpwatch doctor`, which has started it: facts, one line of JSON each, in the
 * folder that a variable names. The processes write them with src/agent/examination.ts.
 */
import type { SettingFact } from '../config/explain-settings.js';
import type { Problem } from '../config/parse-config.js';
import type { ClassOrigin } from '../model.js';

/** What the name of a file of facts ends with; it begins with the process id. */
export const FACTS_ENDING = '.facts';

/** What the preload did in a process that it has reached. */
export type PreloadOutcome = 'installed' | 'disabled' | 'package manager' | 'loader thread' | 'old node' | 'failed';

/** The preload was loaded: on the main thread, or in a worker thread. */
export interface ProcessFact {
  readonly fact: 'process';
  readonly pid: number;
  readonly ppid: number;
  /** 0: the main thread. */
  readonly thread: number;
  /** `v24.21.0`. */
  readonly node: string;
  readonly execPath: string;
  /** Electron's version, in programs that are built with it. */
  readonly electron: string | null;
  /** The program's file; empty in `node -e`. */
  readonly program: string;
  readonly cwd: string;
  readonly outcome: PreloadOutcome;
  /** Why it failed; otherwise empty. */
  readonly why: string;
}

/** A hook has found a class of the MCP SDK. */
export interface ClassFact {
  readonly fact: 'class';
  readonly pid: number;
  readonly name: string;
  readonly hook: ClassOrigin['hook'];
  readonly moduleKind: ClassOrigin['moduleKind'];
  /** `@modelcontextprotocol/sdk 1.32.2`. */
  readonly sdk: string;
  /** The folder of that package, or the file itself. */
  readonly place: string;
}

/** The first server of the process has connected: from now on it would be watched. */
export interface ConnectionFact {
  readonly fact: 'connection';
  readonly pid: number;
  readonly hook: ClassOrigin['hook'];
  readonly sdk: string;
  readonly place: string;
  readonly moduleKind: ClassOrigin['moduleKind'];
  readonly transport: string;
  /** What is set, and where; the values of secrets are not among them. */
  readonly settings: readonly SettingFact[];
  readonly problems: readonly Problem[];
  /** What the hooks could not do. */
  readonly hookProblems: readonly string[];
}

/** An event that would have been sent. */
export interface EventFact {
  readonly fact: 'event';
  readonly pid: number;
  readonly type: string;
  readonly name: string;
}

/** Something was written to stdout that does not look like a message. */
export interface StrayFact {
  readonly fact: 'stray';
  readonly pid: number;
  /** The beginning of what was written. */
  readonly text: string;
  /** `file:line:column` of the code that wrote it. */
  readonly place: string;
}

export type Fact = ProcessFact | ClassFact | ConnectionFact | EventFact | StrayFact;
