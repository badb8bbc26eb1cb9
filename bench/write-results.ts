/** Reads and writes bench/results.json, and what is made of it: bench/results.md and README's short table. */
import { readFileSync, writeFileSync } from 'node:fs';
import { writeSection } from '../scripts/marked-section.ts';
import { type Outcomes, resultsPage, shortTable } from './results-page.ts';

const RESULTS = 'bench/results.json';

export const readOutcomes = (): Outcomes => JSON.parse(readFileSync(RESULTS, 'utf8'));

export function writeOutcomes(outcomes: Outcomes): void {
  writeFileSync(RESULTS, `${JSON.stringify(outcomes, undefined, 2)}\n`);
  writeFileSync('bench/results.md', resultsPage(outcomes));
  writeFileSync('README.md', writeSection(readFileSync('README.md', 'utf8'), 'cost', shortTable(outcomes)));
}
