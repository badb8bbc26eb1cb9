/** `npm run docs`: writes what is generated in the documents. Tests fail while it is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readOutcomes, writeOutcomes } from '../bench/write-results.ts';
import { apiPage } from './api-page.ts';
import { checkSchema } from './check-schema.ts';
import { eventSchema } from './event-schema.ts';
import { writeSection } from './marked-section.ts';
import { settingsTable } from './settings-table.ts';
import { bundledFiles, notices } from './third-party.ts';
import { promises } from './worst-figures.ts';

function rewrite(document: string, section: string, text: string): void {
  writeFileSync(document, writeSection(readFileSync(document, 'utf8'), section, text));
}

rewrite('README.md', 'promises', promises());
writeOutcomes(readOutcomes());
rewrite('docs/settings.md', 'settings', settingsTable());
writeFileSync('THIRD-PARTY-NOTICES.md', notices(await bundledFiles()));
writeFileSync('event.schema.json', eventSchema());
writeFileSync('mcpwatch.schema.json', checkSchema());
writeFileSync('docs/api.md', apiPage(readFileSync('scripts/api-intro.md', 'utf8')));
