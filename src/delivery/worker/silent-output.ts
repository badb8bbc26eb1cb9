/**
 * Replaces the thread's stdout and stderr. Node's own streams of a worker wait for the main thread to read, which keeps
 * both threads busy with each other (#9 C1); what is printed here goes to the log at `debug` instead.
 */
import { Writable } from 'node:stream';

export function silenceOutput(onOutput: (text: string) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = new Writable({
      write(chunk, _encoding, done) {
        onOutput(String(chunk));
        done();
      },
    });
    Object.defineProperty(process, name, { value: stream, configurable: true, enumerable: true });
  }
}
