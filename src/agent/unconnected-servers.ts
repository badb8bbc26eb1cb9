/**
 * Servers that were created in this process, until one of them connects: a process that ends before that is reported.
 * A start pays for one listener and one timer.
 */
import { environment } from '../environment.js';
import { startIdleTimer, stopTimer } from '../real-time.js';
import { stackPlace } from '../stack-place.js';
import { isMainThread } from '../threads.js';
import { type Moment, momentOf, systemClock } from './capture/clock.js';
import type { Death } from './capture/process-death.js';
import { type EndWatch, watchExit } from './exit.js';
import { isTestRunner } from './hooks/test-runner.js';
import { isAnyThreadWatching } from './watching-threads.js';

export interface CreatedServer {
  readonly server: object;
  readonly created: Moment;
  /** `file:line:column`; empty when it is not known. */
  readonly place: string;
}

export interface UnconnectedOptions {
  /** Whether it is of interest where servers are created. */
  readonly wantsSources: () => boolean;
  /** Whether this program runs in a child process too, which reports for itself. */
  readonly hasStartedItself: () => boolean;
  /** The process ends, and none of these has connected. */
  readonly onEnd: (servers: readonly CreatedServer[], death: Death) => void;
}

const MOST = 10;
/** Those of the SDK may be in the same file as the host's own code. */
const CONSTRUCTOR = /^\s*at new /;
/** Most servers connect sooner, and need no listeners for signals before. */
const SIGNALS_AFTER_MS = 1000;

export class UnconnectedServers {
  readonly #options: UnconnectedOptions;
  #servers: CreatedServer[] = [];
  #ends: EndWatch | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isListening = false;
  #isOver = false;

  constructor(options: UnconnectedOptions) {
    this.#options = options;
  }

  created(server: object): void {
    if (this.#isOver || this.#servers.length >= MOST || this.#servers.some((known) => known.server === server)) return;
    if (this.#ends === undefined && !this.#begin()) return;
    const place = this.#options.wantsSources() ? stackPlace(CONSTRUCTOR).place : '';
    this.#servers.push({ server, created: momentOf(systemClock), place });
  }

  /** One has connected, or nobody wants to know any more. */
  stop(): void {
    this.#isOver = true;
    this.#servers = [];
    this.#ends?.stop();
    stopTimer(this.#timer);
  }

  #begin(): boolean {
    this.#isOver = !isMainThread || isTest() || isQuestion();
    if (this.#isOver) return false;
    this.#ends = watchExit({ finish: (death) => this.#end(death), flush: () => {} });
    this.#timer = startIdleTimer(() => {
      this.#isListening = listens();
      this.#ends?.addSignals();
    }, SIGNALS_AFTER_MS);
    return true;
  }

  /** A server over HTTP is connected when a client comes: that none has come is no fault of it. */
  #end(death: Death): void {
    if (this.#isOver || this.#isListening || listens()) return;
    if (isAnyThreadWatching() || this.#options.hasStartedItself()) return;
    this.#options.onEnd(this.#servers, death);
  }
}

/** Tests create servers and call their handlers themselves. */
function isTest(): boolean {
  const [, program] = process.argv;
  return (
    isTestRunner(program, environment()) ||
    environment()['NODE_TEST_CONTEXT'] !== undefined ||
    process.execArgv.some((option) => option.startsWith('--test')) ||
    TEST_PROGRAM.test(program ?? '')
  );
}

const TEST_PROGRAM = /[\\/](?:_?mocha|ava|tap|tape|jasmine|uvu)(?:[\\/.-]|$)|\.(?:test|spec)\.[cm]?[jt]sx?$/;

/** `server --version` creates its server like any other start, and ends. */
const isQuestion = () => process.argv.slice(2).some((option) => QUESTIONS.has(option));

const QUESTIONS = new Set(['-h', '--help', 'help', '-v', '-V', '--version', 'version']);

function listens(): boolean {
  return process.getActiveResourcesInfo?.().includes('TCPServerWrap') === true;
}
