/** Where the state of the metrics is kept: in the spool; nowhere without a disk. */
import { errnoOf } from '../../errno.js';
import type { SpoolSetup } from '../link.js';
import type { StateStore } from '../ship/otlp/send/metrics-export.js';
import { StateFile } from '../spool/write/state-file.js';

const NOWHERE: StateStore = { read: () => [], write: () => {}, delete: () => {} };

export function metricsState(spool: SpoolSetup | undefined, onProblem: (text: string) => void): StateStore {
  if (spool === undefined) return NOWHERE;
  const file = new StateFile({ ...spool, now: Date.now });
  return {
    read: () => file.read(),
    delete: () => file.delete(),
    write(lines) {
      if (lines.length === 0) return file.delete();
      try {
        file.write(lines);
      } catch (error) {
        const code = errnoOf(error) ?? String(error);
        onProblem(`MCPWATCH_SPOOL_DIR: metrics cannot be kept there (${code}); they are lost if the process dies`);
      }
    },
  };
}
