/** `npm run docs`: writes what is generated in the documents. Tests fail while it is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { apiPage } from './api-page.ts';
import { eventSchema } from './event-schema.ts';
import { writeSection } from './marked-section.ts';
import { settingsTable } from './settings-table.ts';
import { bundledPackages, notices } from './third-party.ts';

writeFileSync('README.md', writeSection(readFileSync('README.md', 'utf8'), 'settings', settingsTable()));
writeFileSync('THIRD-PARTY-NOTICES.md', notices(await bundledPackages()));
writeFileSync('event.schema.json', eventSchema());
writeFileSync('docs/api.md', apiPage(readFileSync('scripts/api-intro.md', 'utf8')));
