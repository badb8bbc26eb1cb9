/** Which settings are in effect, where each comes from, and what is wrong with them. */
import { explainSettings, type SettingFact } from '../../../config/explain-settings.js';
import { parseConfig } from '../../../config/parse-config.js';
import { RUN_ID_VARIABLE } from '../../../run/run-notes.js';
import { type Finding, fault, note, ok } from '../finding.js';
import type { Visit } from '../visit.js';

/** The environment from which doctor made that of the server, and what a client's configuration adds to it. */
export interface Origins {
  readonly inherited: NodeJS.ProcessEnv;
  readonly configured: NodeJS.ProcessEnv;
}

export function checkSettings({ launch, facts }: Visit, origins: Origins): readonly Finding[] {
  if (launch === undefined) return [];
  const [connection] = facts.connections;
  const all = connection?.settings ?? explainSettings(launch.env);
  // A run's id is no setting that anybody has chosen.
  const settings = all.filter(({ variable }) => variable !== RUN_ID_VARIABLE || isSet(variable, origins));
  const problems = connection?.problems ?? parseConfig(launch.env).problems;
  const shown = settings.map((one) => `${one.variable}=${one.value} (${sourceOf(one, launch.env, origins)})`);
  return [
    ...problems.map(({ variable, message }) =>
      fault('settings', `${variable}: ${message}`, 'docs/settings.md lists every setting'),
    ),
    settings.length === 0 ? ok('settings', 'all have their defaults') : note('settings', shown.join(', ')),
  ];
}

const isSet = (variable: string, { inherited, configured }: Origins) =>
  (configured[variable] ?? inherited[variable]) !== undefined;

function sourceOf({ variable, source }: SettingFact, given: NodeJS.ProcessEnv, origins: Origins): string {
  if (source === 'instrument()') return 'from instrument() in the code';
  if (given[variable] === undefined) return 'set by the command itself, or by a file that it reads';
  if (origins.configured[variable] !== undefined) return 'from the client’s configuration';
  return origins.inherited[variable] === undefined ? 'set by `mcpwatch run`' : 'from your environment';
}
