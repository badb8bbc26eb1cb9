/** Which settings are in effect, and where each comes from: for messages, so secrets are not shown. */
import { type GivenOptions, optionText } from './given-options.js';
import { SETTINGS } from './settings.js';
import type { Environment } from './spool-folder.js';

export interface SettingFact {
  /** `MCPWATCH_ENDPOINT`. */
  readonly variable: string;
  /** As messages may show it. */
  readonly value: string;
  readonly source: 'environment' | 'instrument()';
}

const LONGEST_VALUE = 80;

/** Everything that is set, in the order of the documentation. Options of `instrument()` come before the environment. */
export function explainSettings(env: Environment, options: GivenOptions = {}): readonly SettingFact[] {
  return Object.entries(SETTINGS).flatMap(([name, row]) => {
    const option = options[name] === undefined ? undefined : optionText(options[name]);
    const isGiven = option?.kind === 'text' && option.text !== '';
    const text = isGiven ? option.text : (env[row.variable] ?? '').trim();
    if (text === '') return [];
    const value = name === 'apiKey' ? 'set, not shown' : (row.show ?? shortened)(text);
    return [{ variable: row.variable, value, source: isGiven ? 'instrument()' : 'environment' }];
  });
}

const shortened = (text: string) => (text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text);
