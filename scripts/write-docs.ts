/** `npm run docs`: writes what is generated in the documents. Tests fail while it is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { apiPage } from './api-page.ts';
import { eventSchema } from './event-schema.ts';
import { fileMap } from './file-map.ts';
import { writeSection } from './marked-section.ts';
import { settingsTable } from './settings-table.ts';
import { bundledPackages, notices } from './third-party.ts';

function rewrite(document: string, section: string, text: string): void {
  writeFileSync(document, writeSection(readFileSync(document, 'utf8'), section, text));
}

rewrite('README.md', 'settings', settingsTable());
rewrite('CONTRIBUTING.md', 'files', fileMap());
writeFileSync('THIRD-PARTY-NOTICES.md', notices(await bundledPackages()));
writeFileSync('event.schema.json', eventSchema());
writeFileSync('docs/api.md', apiPage(readFileSync('scripts/api-intro.md', 'utf8')));
