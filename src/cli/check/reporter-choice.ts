/** Which reports are wanted, and where each goes: `text`, `junit=report.xml`. */
import { nearest } from '../../config/nearest.js';
import { UsageError } from '../usage-error.js';

/** Whether a reporter needs a file. */
const REPORTERS = { text: false, github: false, junit: true, sarif: true, json: true, markdown: true } as const;

export type ReporterName = keyof typeof REPORTERS;

export interface ReporterChoice {
  readonly name: ReporterName;
  readonly file: string | undefined;
}

export const REPORTER_FORMS = Object.entries(REPORTERS)
  .map(([name, hasFile]) => (hasFile ? `${name}=<file>` : name))
  .join(', ');

/** Throws a `UsageError`. */
export function parseReporter(text: string): ReporterChoice {
  const at = text.indexOf('=');
  const [name, file] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  if (!isReporter(name)) {
    const meant = nearest(name, Object.keys(REPORTERS));
    const hint = meant === undefined ? `expected ${REPORTER_FORMS}` : `did you mean ${meant}?`;
    throw new UsageError(`--reporter: unknown reporter ${JSON.stringify(name)}; ${hint}`);
  }
  if (REPORTERS[name] === (file === undefined || file === '')) {
    throw new UsageError(
      REPORTERS[name]
        ? `--reporter ${name} needs a file: --reporter ${name}=<file>`
        : `--reporter ${name} takes no file`,
    );
  }
  return { name, file };
}

function isReporter(name: string): name is ReporterName {
  return Object.hasOwn(REPORTERS, name);
}
