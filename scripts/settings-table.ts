/** The table in docs/settings.md, made from the table that the code reads. */
import { SETTINGS } from '../src/config.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(
    ({ variable, shownDefault, meaning }) => `| \`${variable}\` | ${cell(shownDefault)} | ${cell(meaning)} |`,
  );
  return ['| variable | default | meaning |', '|---|---|---|', ...rows].join('\n');
}
