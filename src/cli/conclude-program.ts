/** Ends as the program ended: with its exit code, or by its signal. */
import type { CommandIo } from './command.js';
import { exitCodeOf } from './exit-code.js';
import type { Ending } from './program.js';
import { dieBy } from './signal-relay.js';
import { startFailure } from './start-failure.js';

export async function concludeProgram(ending: Ending, command: string, io: CommandIo): Promise<number> {
  switch (ending.kind) {
    case 'exited':
      return ending.code;
    case 'signalled':
      await dieBy(ending.signal);
      return exitCodeOf(ending.signal);
    case 'not-started': {
      const { text, exitCode } = startFailure(ending.errno, command);
      io.say(text);
      return exitCode;
    }
  }
}
