/** Connects the guard of stdout with the sessions: what is printed is reported in the session whose stdout it is. */
import type { StdoutMode } from '../config/settings.js';
import type { Connection, ConnectionObserver } from '../model.js';
import { soon } from '../real-time.js';
import { fieldOf, isObject } from '../sdk-object.js';
import type { Capture } from './capture/capture.js';
import { transportTypeOf } from './capture/transport-type.js';
import { openStdoutGuard } from './open-stdout-guard.js';
import { currentCall } from './patch/current-call.js';
import { onServed } from './patch/guarded-observer.js';
import type { StdoutGuard } from './stdout/stdout-guard.js';

interface Parts {
  readonly mode: StdoutMode;
  /** That of the preload. Without one, nothing is known of what was printed before the first server connected. */
  readonly guard: StdoutGuard | undefined;
  readonly capture: Capture;
  readonly onProblem: (text: string) => void;
}

export interface StdoutReports {
  /** `observer`, as `capture` returned it for `connection`; what is returned takes its place. */
  observe(connection: Connection, observer: ConnectionObserver): ConnectionObserver;
  /** Reports what has only been counted. */
  finish(): void;
}

/** `undefined` when nobody wants them. */
export function createStdoutReports({ mode, guard: ofPreload, capture, onProblem }: Parts): StdoutReports | undefined {
  if (mode === 'off') {
    ofPreload?.stop();
    return undefined;
  }
  const guard = ofPreload ?? openStdoutGuard(mode);
  if (guard?.isInstalled !== true) {
    onProblem('MCPWATCH_STDOUT: process.stdout.write cannot be replaced in this process; what is printed is not seen');
    return undefined;
  }
  return {
    observe(connection, observer) {
      if (!usesStdout(connection)) {
        if (transportTypeOf(connection) !== 'unknown') guard.stop();
        return observer;
      }
      const begin = () => guard.begin(mode, (print) => capture.printed(observer, print, currentCall()?.call));
      if (connection.server !== undefined) begin();
      // The server of an entry of SDK v2 follows: until then the events would name none.
      return connection.server === undefined ? afterServed(observer, begin) : observer;
    },
    finish: () => guard.finish(),
  };
}

function afterServed(observer: ConnectionObserver, begin: () => void): ConnectionObserver {
  return onServed(observer, () => soon(begin));
}

const DEPTH = 4;
const INNER = ['_wire', 'transport', '_transport'] as const;

/** Whether the messages of a connection go to `process.stdout`. A transport may have been given another stream. */
function usesStdout(connection: Connection): boolean {
  if (transportTypeOf(connection) !== 'stdio') return false;
  const stream = streamIn(connection.transport, DEPTH);
  return stream === undefined || stream === Reflect.get(process, 'stdout');
}

function streamIn(transport: unknown, depth: number): unknown {
  const own = fieldOf(transport, '_stdout');
  if (own !== undefined || depth === 0 || !isObject(transport)) return own;
  return INNER.map((name) => streamIn(fieldOf(transport, name), depth - 1)).find((stream) => stream !== undefined);
}
