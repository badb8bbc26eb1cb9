/**
 * Tells `mcpwatch doctor` what happens in this process, as facts in the folder that it has named. Loaded only in processes
 * that doctor has started (dist/examination.cjs).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainSettings } from '../config/explain-settings.js';
import { parseConfig } from '../config/parse-config.js';
import { environment } from '../environment.js';
import type { ClassOrigin } from '../model.js';
import { FACTS_ENDING, type Fact } from '../run/facts.js';
import { isMainThread, threads } from '../threads.js';
import type { Examination } from './agent-interface.js';
import { transportTypeOf } from './capture/transport-type.js';
import { describeSdk, placeOfSdk } from './hooks/sdk-package.js';
import { openStdoutGuard, stdoutModeIn } from './open-stdout-guard.js';

/** A process may load the SDK in many copies, and one class many times. */
const MAX_FACTS = 200;

export function createExamination(folder: string): Examination {
  const { pid } = process;
  let written = 0;
  const tell = (fact: Fact) => {
    written += 1;
    if (written > MAX_FACTS) return;
    try {
      writeFileSync(join(folder, `${pid}${FACTS_ENDING}`), `${JSON.stringify(fact)}\n`, { flag: 'a' });
    } catch {
      // Doctor has ended, or this process may not write: then it cannot know.
    }
  };
  return {
    preloaded(outcome, why) {
      tell({ fact: 'process', pid, ...describeProcess(), outcome, why });
      if (outcome === 'installed' && isMainThread) {
        const mode = stdoutModeIn(environment()) === 'divert' ? 'divert' : 'watch';
        openStdoutGuard(mode)?.begin(mode, ({ text, place }) => tell({ fact: 'stray', pid, text, place }));
      }
    },
    found: (origin, name) => tell({ fact: 'class', pid, name, hook: origin.hook, ...describeOrigin(origin) }),
    connected(connection, options, hookProblems) {
      const { origin } = connection;
      tell({
        fact: 'connection',
        pid,
        hook: origin.hook,
        ...describeOrigin(origin),
        transport: transportTypeOf(connection),
        settings: explainSettings(environment(), options),
        problems: parseConfig(environment(), options).problems,
        hookProblems,
      });
    },
    emitted: ({ event_type, event_name }) => tell({ fact: 'event', pid, type: event_type, name: event_name }),
  };
}

function describeProcess() {
  return {
    ppid: process.ppid,
    thread: threads().threadId,
    node: process.version,
    execPath: process.execPath,
    electron: process.versions['electron'] ?? null,
    program: process.argv[1] ?? '',
    cwd: currentFolder(),
  };
}

/** `cwd` throws where the folder has been deleted. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

function describeOrigin(origin: ClassOrigin) {
  return { moduleKind: origin.moduleKind, sdk: describeSdk(origin), place: placeOfSdk(origin) };
}
