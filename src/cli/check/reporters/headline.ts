/** The verdict in one line. */
import { counted } from '../../../analysis/counted.js';
import type { Report } from '../report.js';

export function headline({ verdict, seen }: Report): string {
  const failed = verdict.checks.filter(({ outcome }) => outcome.status === 'failed');
  const errors = failed.filter(({ outcome }) => outcome.status === 'failed' && outcome.severity === 'error').length;
  const warnings = failed.length - errors;
  const also = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`;
  switch (verdict.kind) {
    case 'ok':
      return `OK${also} (${counted(calls(seen), 'call')} in ${counted(seen.sessions, 'session')})`;
    case 'findings':
      return `${counted(errors, 'finding')}${also}`;
    case 'usage':
      return `mcpwatch.json or a flag names what no server has${errors === 0 ? '' : `; ${counted(errors, 'finding')}`}`;
    case 'unverified':
      return `could not verify${also}`;
  }
}

function calls({ subjects }: Report['seen']): number {
  return subjects.filter(({ kind }) => kind !== 'method').reduce((sum, { samples }) => sum + samples.length, 0);
}
